import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { HoneError } from '../../../src/errors/hone-error';
import { completionsUrl, openAiWriter } from '../../../src/pairs/writers/openai-writer';
import { chunk } from './chunks';
import { listening, quickClock, send, serve, type LocalServer, type Received } from './local-server';

let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const chunks = [
  chunk('a', 'The relay closes when the coil current exceeds 40 mA, so that the pump starts.'),
  chunk('b', '滤芯每六周用四十度的去离子水清洗一次，清洗后必须在阴凉处晾干。'),
];
const about = (request: Received): string => (request.text.includes('relay closes') ? 'a' : 'b');
const questions: Record<string, string[]> = {
  a: ['At which coil current does the pump relay switch on?'],
  b: ['滤芯多久清洗一次？'],
};
const said = (content: string | null, more: object = {}): unknown => ({
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content }, ...more }],
});
const good = (request: Received, response: ServerResponse): void =>
  send(response, 200, said(JSON.stringify({ questions: questions[about(request)] })));
const formatOf = (request: Received): string =>
  (request.body['response_format'] as { type: string } | undefined)?.type ?? 'text';

const run = async (
  answer: Parameters<typeof serve>[0],
  options: { key?: string; signal?: AbortSignal; endpoint?: string } = {},
) => {
  server = await serve(answer);
  const clock = quickClock();
  const listener = listening();
  const settings = {
    endpoint: options.endpoint ?? server.url,
    key: options.key ?? '',
    model: 'qwen3:4b',
    questionsPerChunk: 1,
  };
  const error = await openAiWriter(settings, clock)
    .write(options.signal ?? new AbortController().signal, chunks, new Set(), listener)
    .then(
      () => null,
      (thrown: HoneError) => thrown,
    );
  const byChunk = Object.fromEntries(listener.written.map((item) => [item.chunkId, item]));
  return { error, listener, clock, byChunk, received: server.received };
};

describe('an OpenAI-compatible server', () => {
  test('writes questions in the language of each passage and reports every request', async () => {
    const { error, listener, byChunk, received } = await run(good);
    expect(error).toBeNull();
    expect(byChunk['a']?.questions).toEqual([{ text: questions['a']![0], writer: 'qwen3:4b' }]);
    expect(byChunk['b']?.questions).toEqual([{ text: questions['b']![0], writer: 'qwen3:4b' }]);
    expect(received.find((r) => about(r) === 'b')?.text).toContain('in Chinese');
    expect(received.find((r) => about(r) === 'a')?.text).toContain('in English');
    expect(received[0]?.url).toBe('/v1/chat/completions');
    expect(received[0]?.headers.authorization).toBeUndefined();
    expect(received[0]?.body).toMatchObject({ model: 'qwen3:4b', stream: false });
    expect(listener.requests.map((r) => r.bytes).sort()).toEqual(received.map((r) => r.bytes).sort());
  });

  test('sends the key as a bearer token and nowhere else', async () => {
    const { received, listener } = await run(good, { key: 'sk-1' });
    expect(received[0]?.headers.authorization).toBe('Bearer sk-1');
    expect(received[0]?.text).not.toContain('sk-1');
    expect(JSON.stringify(listener.requests)).not.toContain('sk-1');
  });

  test('falls back to json_object, as for DeepSeek, and remembers it', async () => {
    const { error, byChunk, received } = await run((request, response) =>
      formatOf(request) === 'json_schema'
        ? send(response, 400, { error: { message: 'This response_format type is unavailable now' } })
        : good(request, response),
    );
    expect(error).toBeNull();
    expect(Object.keys(byChunk).sort()).toEqual(['a', 'b']);
    expect(received.map(formatOf)).toContain('json_object');
    expect(received.map(formatOf)).not.toContain('text');
  });

  test('falls back to plain text and reads questions from a list', async () => {
    const { error, byChunk } = await run((request, response) =>
      formatOf(request) !== 'text'
        ? send(response, 422, { error: { message: 'unknown field response_format' } })
        : send(
            response,
            200,
            said(
              `<think>What is a relay?</think>Here is your question:\n\n1. "${questions[about(request)]![0]}"`,
            ),
          ),
    );
    expect(error).toBeNull();
    expect(byChunk['a']?.questions[0]?.text).toBe(questions['a']![0]);
    expect(byChunk['b']?.questions[0]?.text).toBe(questions['b']![0]);
  });

  test('reads JSON in a code fence from a server that ignores the format', async () => {
    const { byChunk } = await run((request, response) =>
      send(
        response,
        200,
        said(`Sure!\n\`\`\`json\n{"questions": ["${questions[about(request)]![0]}"]}\n\`\`\``),
      ),
    );
    expect(byChunk['a']?.questions[0]?.text).toBe(questions['a']![0]);
  });

  test('honours Retry-After after 429', async () => {
    let refusals = 0;
    const { error, clock, byChunk } = await run((request, response) =>
      refusals++ < 1
        ? send(response, 429, { error: { message: 'slow down' } }, { 'retry-after': '23' })
        : good(request, response),
    );
    expect(error).toBeNull();
    expect(Object.keys(byChunk).sort()).toEqual(['a', 'b']);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(23_000);
  });

  test('backs off after 503 and gives up with the address', async () => {
    const { error, clock, received } = await run((_request, response) => send(response, 503, 'overloaded'));
    expect(error?.code).toBe('writer/unreachable');
    expect(error?.parameters['url']).toBe(`${server!.url}/v1/chat/completions`);
    expect(clock.slept.length).toBeGreaterThanOrEqual(5);
    expect(received.length).toBeLessThanOrEqual(16);
  });

  test('an empty account is not waited for', async () => {
    const { error, clock } = await run((_request, response) =>
      send(response, 429, { error: { code: 'insufficient_quota' } }),
    );
    expect(error?.code).toBe('writer/rate-limited');
    expect(clock.slept).toEqual([]);
  });

  test.each([
    ['filtered content', said('', { finish_reason: 'content_filter' }), 'writer/blocked'],
    ['a refusal', said(null, { message: { role: 'assistant', refusal: 'I cannot' } }), 'writer/blocked'],
    ['a cut-off answer', said('{"questions": ["How of', { finish_reason: 'length' }), 'writer/bad-answer'],
    ['malformed JSON', said('{"questions": ["How of'), 'writer/bad-answer'],
    ['no choices', { choices: [] }, 'writer/bad-answer'],
    ['a body that is no JSON', '<html>', 'writer/bad-answer'],
  ])('%s costs only its own chunk', async (_name, body, code) => {
    const { error, byChunk } = await run((request, response) =>
      about(request) === 'b' ? send(response, 200, body) : good(request, response),
    );
    expect(error).toBeNull();
    expect(byChunk['b']?.error?.code).toBe(code);
    expect(byChunk['a']?.questions).toHaveLength(1);
  });

  test('a passage that the server refuses in every format costs only its own chunk', async () => {
    const { error, byChunk } = await run((request, response) =>
      about(request) === 'b' ? send(response, 400, { error: 'context too long' }) : good(request, response),
    );
    expect(error).toBeNull();
    expect(byChunk['b']?.error).toMatchObject({ code: 'writer/bad-answer', parameters: { status: 400 } });
    expect(byChunk['a']?.questions).toHaveLength(1);
  });

  test.each([
    [401, 'writer/key-refused'],
    [404, 'writer/unknown-model'],
  ])('status %d ends the job with %s', async (status, code) => {
    const { error, listener } = await run((_request, response) =>
      send(response, status, { error: { message: 'no' } }),
    );
    expect(error?.code).toBe(code);
    expect(listener.written).toEqual([]);
  });

  test('a server that is not running ends the job soon', async () => {
    const gone = await serve(good);
    await gone.close();
    const { error, clock } = await run(good, { endpoint: gone.url });
    expect(error?.code).toBe('writer/unreachable');
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10_000);
  });

  test('cancelling ends the job in the middle of a request', async () => {
    const stop = new AbortController();
    const { error } = await run(() => stop.abort(), { signal: stop.signal });
    expect(error?.code).toBe('cancelled');
  });
});

test.each([
  ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1/chat/completions'],
  ['http://localhost:1234/v1/', 'http://localhost:1234/v1/chat/completions'],
  ['https://api.deepseek.com/v1/chat/completions', 'https://api.deepseek.com/v1/chat/completions'],
])('the address %s means %s', (endpoint, url) => expect(completionsUrl(endpoint)).toBe(url));

test('what is no address is said to be unreachable', () => {
  expect(() => completionsUrl('ollama')).toThrow(expect.objectContaining({ code: 'writer/unreachable' }));
});
