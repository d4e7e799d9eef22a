import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';

/** How a run ended: `message` is the English sentence for what went wrong. @typedef {{ ok: boolean, message?: string, summary?: string }} End */

/**
 * The addresses by which the page gets its job and its files and hands back progress and results. They begin with a random
 * token, so that no other page of this machine's browser can ask for them.
 * @param {import('./job.mjs').Job} job
 * @param {(path: string) => string} placeOf where a result goes
 * @param {(line: string) => void} say
 */
export function exchange(job, placeOf, say) {
  const token = randomBytes(24).toString('base64url');
  const base = `/hone-run/${token}/`;
  /** @type {(end: End) => void} */
  let finish = () => undefined;
  /** @type {Promise<End>} */
  const ended = new Promise((done) => {
    finish = done;
  });
  const { command, options, inputs } = job;
  const listed = inputs.map(({ role, path }, index) => ({ role, path, url: `${base}in/${index}` }));

  /** @type {import('../serve.mjs').Route} */
  const route = async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/hone-run/')) return false;
    if (!url.pathname.startsWith(base)) return answer(response, 403);
    const [verb = '', ...rest] = url.pathname.slice(base.length).split('/');
    try {
      if (request.method === 'GET' && verb === 'job') {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ command, options, inputs: listed }));
      } else if (request.method === 'GET' && verb === 'in') {
        const input = inputs[Number(rest[0])];
        if (!input) return answer(response, 404);
        response.setHeader('Content-Length', (await stat(input.from)).size);
        await pipeline(createReadStream(input.from), response);
      } else if (request.method === 'POST' && verb === 'out') {
        const place = placeOf(decodeURIComponent(rest.join('/')));
        await mkdir(dirname(place), { recursive: true });
        const flags = url.searchParams.has('append') ? 'a' : 'w';
        await pipeline(request, createWriteStream(place, { flags }));
        return answer(response, 204);
      } else if (request.method === 'POST' && verb === 'progress') {
        say(await text(request));
        return answer(response, 204);
      } else if (request.method === 'POST' && verb === 'end') {
        const end = JSON.parse(await text(request));
        answer(response, 204);
        finish(end);
      } else return answer(response, 404);
    } catch (error) {
      finish({ ok: false, message: error instanceof Error ? error.message : String(error) });
      if (!response.headersSent) return answer(response, 500);
      response.destroy();
    }
    return true;
  };
  return { route, ended, finish, hash: `#${base}` };
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 */
function answer(response, status) {
  response.writeHead(status).end();
  return true;
}

/**
 * Results within a folder; never outside it, whatever a file is called.
 * @param {string} folder
 */
export function within(folder) {
  const root = resolve(folder);
  return (/** @type {string} */ path) => {
    const place = resolve(join(root, path));
    if (!place.startsWith(root + sep)) throw new Error(`${path} is outside ${folder}`);
    return place;
  };
}
