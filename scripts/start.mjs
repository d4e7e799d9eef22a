import { spawn } from 'node:child_process';
import { setup } from './setup.mjs';

/** A port of our own, so that a person's projects (kept by origin) are found again at the next start. */
const firstPort = 4747;

async function start() {
  await setup();
  const { build } = await import('./build.mjs');
  build();
  const { serve } = await import('./serve.mjs');
  const { url } = await serveOnFreePort(serve);
  console.log(`\nHone is at ${url}\nNothing you open there leaves this computer. Press Ctrl+C to stop.\n`);
  openBrowser(url);
}

/** @param {typeof import('./serve.mjs').serve} serve */
async function serveOnFreePort(serve) {
  const asked = process.env.PORT ? Number(process.env.PORT) : null;
  if (asked) return await serve({ port: asked });
  for (let port = firstPort; port < firstPort + 20; port++) {
    try {
      return await serve({ port });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      console.error(`Port ${port} is in use; projects made there are seen only there. Trying the next one.`);
    }
  }
  throw new Error(`No free port from ${firstPort} on. Set PORT to one that is free.`);
}

/** @param {string} url */
function openBrowser(url) {
  const { platform, env } = process;
  if (env.CI || env.SSH_CONNECTION || (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)) return;
  const [command, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const opener = spawn(/** @type {string} */ (command), /** @type {string[]} */ (args), {
    stdio: 'ignore',
    detached: true,
  });
  opener.on('error', (error) => console.error(`Open ${url} in a browser yourself (${error.message}).`));
  opener.unref();
}

await start().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
