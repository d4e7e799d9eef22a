import { HoneError } from '../../errors/hone-error';
import type { Chunk } from '../../documents/types';
import { answerSchema, questionsIn } from './answer';
import { writeChunkByChunk } from './chunk-by-chunk';
import { systemClock, type Clock } from './clock';
import { Patience, TryAgain, defaultPatience, retryAfter, type PatienceSettings } from './patience';
import { questionPrompt, type Prompt } from './prompt';
import type { QuestionWriter, WriteListener } from './writer';

export interface OpenAiSettings {
  /** 'http://127.0.0.1:11434', 'https://api.deepseek.com/v1', with or without '/chat/completions'. */
  endpoint: string;
  /** Empty for servers on the person's own machine that ask for none. */
  key: string;
  model: string;
  questionsPerChunk: number;
}

/** Models on a laptop can take minutes. */
const timeoutMs = 300_000;
const mostOutputTokens = 4096;

/** How a server can be held to JSON, the strictest first; not all know all of them. */
const formats = ['json_schema', 'json_object', 'text'] as const;
type Format = (typeof formats)[number];

const responseFormat = (format: Format): object => {
  if (format === 'text') return {};
  if (format === 'json_object') return { response_format: { type: 'json_object' } };
  const json_schema = { name: 'questions', strict: true, schema: answerSchema };
  return { response_format: { type: 'json_schema', json_schema } };
};

/** The address of chat completions: '/v1' is added where an address has no path. Throws 'writer/unreachable' for no address. */
export function completionsUrl(endpoint: string): string {
  const trimmed = endpoint.trim().replace(/\/+$/, '');
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw new HoneError('writer/unreachable', { url: endpoint });
  if (url.pathname.endsWith('/chat/completions')) return url.href;
  const path = url.pathname === '/' ? '/v1' : url.pathname;
  return `${url.origin}${path}/chat/completions${url.search}`;
}

interface Completion {
  choices?: {
    finish_reason?: string | null;
    message?: { content?: string | null; refusal?: string | null };
  }[];
}

function textOf(completion: Completion): string {
  const choice = completion.choices?.[0];
  if (choice?.finish_reason === 'content_filter' || choice?.message?.refusal) {
    throw new HoneError('writer/blocked', { reason: choice.finish_reason ?? 'refusal' });
  }
  if (choice?.finish_reason === 'length') throw new HoneError('writer/bad-answer', { reason: 'cut-off' });
  const content = choice?.message?.content;
  if (typeof content !== 'string') throw new HoneError('writer/bad-answer', { reason: 'malformed' });
  return content;
}

/** The server does not take the request as it is: a response format it does not know, or a text too long for it. */
class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

/** Questions by any server that speaks OpenAI's chat completions: Ollama, LM Studio, llama.cpp, DeepSeek and others. */
export function openAiWriter(
  settings: OpenAiSettings,
  clock: Clock = systemClock,
  patience: PatienceSettings = defaultPatience,
): QuestionWriter {
  return {
    async write(signal, chunks, done, listener) {
      const service = new ChatService(settings, completionsUrl(settings.endpoint), clock, patience, listener);
      const options = { model: settings.model, parallel: 2 };
      await writeChunkByChunk(signal, chunks, done, listener, options, (either, chunk) =>
        service.ask(either, chunk),
      );
    },
  };
}

class ChatService {
  private readonly pace: Patience;
  /** The strictest format that the server is not known to refuse. */
  private format: Format = 'json_schema';

  constructor(
    private readonly settings: OpenAiSettings,
    private readonly url: string,
    private readonly clock: Clock,
    patience: PatienceSettings,
    private readonly listener: WriteListener,
  ) {
    this.pace = new Patience(clock, patience);
  }

  async ask(signal: AbortSignal, chunk: Chunk): Promise<string[]> {
    const wanted = this.settings.questionsPerChunk;
    const prompt = questionPrompt(chunk, wanted);
    let status = 0;
    for (const format of formats.slice(formats.indexOf(this.format))) {
      try {
        const completion = await this.pace.request(signal, () => this.complete(signal, prompt, format));
        this.format = format;
        return questionsIn(textOf(completion), wanted, true);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        ({ status } = error);
      }
    }
    throw new HoneError('writer/bad-answer', { reason: 'refused', status });
  }

  private async complete(signal: AbortSignal, prompt: Prompt, format: Format): Promise<Completion> {
    const { key, model } = this.settings;
    const body = JSON.stringify({
      model,
      messages: [
        { role: 'system', content: prompt.system },
        { role: 'user', content: prompt.user },
      ],
      max_tokens: mostOutputTokens,
      stream: false,
      ...responseFormat(format),
    });
    this.listener.onRequest(this.url, new TextEncoder().encode(body).length);
    const silent = (cause: unknown): TryAgain =>
      new TryAgain('silent', null, new HoneError('writer/unreachable', { url: this.url }, { cause }));
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      text = await response.text();
    } catch (error) {
      throw silent(error);
    }
    if (!response.ok) throw this.failure(response, text);
    try {
      return JSON.parse(text) as Completion;
    } catch (error) {
      throw new HoneError('writer/bad-answer', { reason: 'malformed' }, { cause: error });
    }
  }

  private failure({ status, headers }: Response, body: string): Error {
    const cause = new Error(`${status} ${body.slice(0, 500)}`);
    const wait = retryAfter(headers.get('retry-after'), this.clock.now());
    // OpenAI answers 429 to an empty account too, which no waiting mends.
    if (status === 429 && body.includes('insufficient_quota')) {
      return new HoneError('writer/rate-limited', {}, { cause });
    }
    if (status === 429)
      return new TryAgain('busy', wait, new HoneError('writer/rate-limited', {}, { cause }));
    if (status === 402) return new HoneError('writer/rate-limited', {}, { cause });
    if (status === 401 || status === 403) return new HoneError('writer/key-refused', {}, { cause });
    if (status === 404) {
      return new HoneError('writer/unknown-model', { model: this.settings.model, url: this.url }, { cause });
    }
    // llama.cpp answers 500 to a schema it cannot turn into a grammar.
    if (
      status === 400 ||
      status === 422 ||
      (status === 500 && /schema|grammar|response_format/i.test(body))
    ) {
      return new Refused(status);
    }
    if (status === 408 || status >= 500) {
      return new TryAgain('down', wait, new HoneError('writer/unreachable', { url: this.url }, { cause }));
    }
    return new HoneError('writer/bad-answer', { reason: 'refused', status }, { cause });
  }
}
