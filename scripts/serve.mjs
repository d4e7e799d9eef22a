import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contentSecurityPolicy, isolation } from './headers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {Record<string, string>} */
const mediaTypes = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/x-ndjson; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/** @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => boolean | Promise<boolean>} Route */

/**
 * Serves a built app on 127.0.0.1 with the headers it needs: cross-origin isolation and a Content-Security-Policy.
 * `routes` are asked first, each returning true when it has answered. `connect` are hosts the page may reach besides its own.
 * Throws when the port is taken. Port 0 picks a free one.
 * @param {{ port?: number, folder?: string, routes?: Route[], connect?: string[] }} [options]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ port = 0, folder = join(root, 'dist'), routes = [], connect = [] } = {}) {
  const base = resolve(folder);
  const headers = { ...isolation, 'Content-Security-Policy': contentSecurityPolicy(connect) };
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    for (const route of routes) if (await route(request, response)) return;
    await answer(request, response, base);
  });
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(undefined));
  });
  const address = server.address();
  const chosen = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${chosen}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} base
 */
async function answer(request, response, base) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
  const path = localPath(request.url ?? '/', base);
  const file = path ? await stat(path).catch(() => null) : null;
  if (!path || !file?.isFile())
    return void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
  const tag = `"${file.size.toString(36)}-${Math.round(file.mtimeMs).toString(36)}"`;
  const fingerprinted = path.startsWith(join(base, 'assets') + sep);
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', fingerprinted ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === tag) return void response.writeHead(304).end();
  response.writeHead(200, {
    'Content-Type': mediaTypes[extname(path)] ?? 'application/octet-stream',
    'Content-Length': file.size,
  });
  if (request.method === 'HEAD') return void response.end();
  createReadStream(path).pipe(response);
}

/**
 * The file a request's path names, or null when it points outside the folder or is malformed.
 * @param {string} url
 * @param {string} base
 */
function localPath(url, base) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch (error) {
    if (error instanceof URIError || error instanceof TypeError) return null;
    throw error;
  }
  if (path.endsWith('/')) path += 'index.html';
  const full = normalize(join(base, path));
  return full.startsWith(base + sep) ? full : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' } } });
  const { url } = await serve({ port: Number(values.port) });
  console.log(`Hone is at ${url}`);
}
