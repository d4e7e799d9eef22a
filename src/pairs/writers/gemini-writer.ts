import {
  GoogleGenerativeAI,
  GoogleGenerativeAIFetchError,
  GoogleGenerativeAIResponseError,
  SchemaType,
  type GenerateContentRequest,
  type GenerateContentResponse,
  type ResponseSchema,
} from '@google/generative-ai';
import { HoneError } from '../../errors/hone-error';
import type { Chunk } from '../../documents/types';
import { questionsIn } from './answer';
import { writeChunkByChunk } from './chunk-by-chunk';
import { systemClock, type Clock } from './clock';
import { defaultPatience, Patience, TryAgain, type PatienceSettings } from './patience';
import { questionPrompt } from './prompt';
import type { QuestionWriter, WriteListener } from './writer';

export interface GeminiSettings {
  key: string;
  model: string;
  questionsPerChunk: number;
  /** Another server that speaks the protocol. */
  endpoint?: string;
}

const defaultEndpoint = 'https://generativelanguage.googleapis.com';
const timeoutMs = 120_000;
/** Thinking models spend these on their thoughts too. */
const mostOutputTokens = 8192;

const responseSchema: ResponseSchema = {
  type: SchemaType.OBJECT,
  properties: { questions: { type: SchemaType.ARRAY, items: { type: SchemaType.STRING } } },
  required: ['questions'],
};

const requestFor = (chunk: Chunk, questions: number): GenerateContentRequest => {
  const { system, user } = questionPrompt(chunk, questions);
  return {
    generationConfig: {
      responseMimeType: 'application/json',
      responseSchema,
      maxOutputTokens: mostOutputTokens,
    },
    safetySettings: [],
    systemInstruction: { role: 'system', parts: [{ text: system }] },
    contents: [{ role: 'user', parts: [{ text: user }] }],
  };
};

/**
 * google.rpc.RetryInfo among an error's details: {"retryDelay": "12s"}. Gemini says there what other services say in
 * Retry-After, a header that neither the library nor a page of another origin can see.
 */
function retryDelay(details: readonly object[] | undefined): number | null {
  for (const detail of details ?? []) {
    const delay: unknown = 'retryDelay' in detail ? detail.retryDelay : undefined;
    const seconds = typeof delay === 'string' ? /^([\d.]+)s$/.exec(delay)?.[1] : undefined;
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return null;
}

/** What an error of the library means: a HoneError, or TryAgain. */
function meaningOf(error: unknown, url: string, model: string): unknown {
  if (error instanceof HoneError || error instanceof TryAgain) return error;
  if (error instanceof GoogleGenerativeAIResponseError)
    return new HoneError('writer/blocked', {}, { cause: error });
  // The body was no JSON: something else than the service answered, or the answer was cut off on its way.
  if (error instanceof SyntaxError)
    return new HoneError('writer/bad-answer', { reason: 'malformed' }, { cause: error });
  const unreachable = new HoneError('writer/unreachable', { url }, { cause: error });
  if (!(error instanceof GoogleGenerativeAIFetchError) || error.status === undefined) {
    return new TryAgain('silent', null, unreachable);
  }
  const wait = retryDelay(error.errorDetails);
  if (error.status === 429) {
    return new TryAgain('busy', wait, new HoneError('writer/rate-limited', {}, { cause: error }));
  }
  if (error.status === 408 || error.status >= 500) return new TryAgain('down', wait, unreachable);
  const badKey = error.status === 400 && /API_KEY_INVALID|API key/i.test(error.message);
  if (error.status === 401 || error.status === 403 || badKey) {
    return new HoneError('writer/key-refused', {}, { cause: error });
  }
  if (error.status === 404) return new HoneError('writer/unknown-model', { model, url }, { cause: error });
  return new HoneError('writer/bad-answer', { reason: 'refused', status: error.status }, { cause: error });
}

/** The answer's text; throws 'writer/blocked' or 'writer/bad-answer' where there is none to use. */
function textOf(response: GenerateContentResponse): string {
  const candidate = response.candidates?.[0];
  if (!candidate)
    throw new HoneError('writer/blocked', { reason: response.promptFeedback?.blockReason ?? 'empty' });
  const reason: string = candidate.finishReason ?? 'STOP';
  if (reason === 'MAX_TOKENS') throw new HoneError('writer/bad-answer', { reason: 'cut-off' });
  if (reason !== 'STOP' && reason !== 'FINISH_REASON_UNSPECIFIED') {
    throw new HoneError('writer/blocked', { reason });
  }
  return (candidate.content?.parts ?? []).map((part) => part.text ?? '').join('');
}

/** Questions by Gemini, held to JSON by a response schema. */
export function geminiWriter(
  settings: GeminiSettings,
  clock: Clock = systemClock,
  patience: PatienceSettings = { ...defaultPatience, intervalMs: 250 },
): QuestionWriter {
  const baseUrl = (settings.endpoint ?? defaultEndpoint).replace(/\/+$/, '');
  const name = settings.model.replace(/^models\//, '');
  const url = `${baseUrl}/v1beta/models/${name}:generateContent`;
  return {
    write: (signal, chunks, done, listener) => {
      const model = new GoogleGenerativeAI(settings.key).getGenerativeModel({ model: name }, { baseUrl });
      const pace = new Patience(clock, patience);
      const ask = async (either: AbortSignal, chunk: Chunk): Promise<string[]> => {
        const request = requestFor(chunk, settings.questionsPerChunk);
        const text = await pace.request(either, () => answerTo(model, request, either, url, name, listener));
        return questionsIn(text, settings.questionsPerChunk, false);
      };
      return writeChunkByChunk(signal, chunks, done, listener, { model: name, parallel: 4 }, ask);
    },
  };
}

async function answerTo(
  model: ReturnType<GoogleGenerativeAI['getGenerativeModel']>,
  request: GenerateContentRequest,
  signal: AbortSignal,
  url: string,
  name: string,
  listener: WriteListener,
): Promise<string> {
  listener.onRequest(url, new TextEncoder().encode(JSON.stringify(request)).length);
  try {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const { response } = await model.generateContent(request, { signal: timed });
    return textOf(response);
  } catch (error) {
    throw meaningOf(error, url, name);
  }
}
