import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Written } from '../../../src/pairs/types';
import type { Clock } from '../../../src/pairs/writers/clock';
import type { WriteListener } from '../../../src/pairs/writers/writer';
import { HoneError } from '../../../src/errors/hone-error';

export interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  bytes: number;
  text: string;
  // What was sent, as the protocol has it; tests look into it freely.
  body: Record<string, unknown>;
}

export interface LocalServer {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/** A real HTTP server on this machine; `answer` speaks the protocol under test. */
export async function serve(
  answer: (request: Received, response: ServerResponse, nth: number) => void,
): Promise<LocalServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const bytes = Buffer.concat(parts);
      const text = bytes.toString('utf8');
      const body = JSON.parse(text) as Record<string, unknown>;
      const entry = { url: request.url ?? '', headers: request.headers, bytes: bytes.length, text, body };
      received.push(entry);
      answer(entry, response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A clock whose sleeps pass at once and are written down, in milliseconds. */
export function quickClock(): Clock & { slept: number[] } {
  let time = 1_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    random: () => 0.5,
    sleep: (signal, milliseconds) => {
      if (signal.aborted) return Promise.reject(new HoneError('cancelled'));
      slept.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
  };
}

export interface Listening extends WriteListener {
  written: Written[];
  requests: { url: string; bytes: number }[];
  fractions: number[];
}

export function listening(): Listening {
  const written: Written[] = [];
  const requests: { url: string; bytes: number }[] = [];
  const fractions: number[] = [];
  return {
    written,
    requests,
    fractions,
    onWritten: (item) => void written.push(item),
    onRequest: (url, bytes) => void requests.push({ url, bytes }),
    onProgress: ({ done, total }) => void fractions.push(done / total),
  };
}
