import { HoneError } from '../errors/hone-error';
import { createWorkers, type Workers } from '../project/workers';
import { embed } from './embed';
import { evaluate } from './evaluate';
import { extract } from './extract';
import { sentence } from './failure';
import { Host } from './host';
import { run } from './run';
import { train } from './train';
import { write } from './write';

/** What a command ends with: sentences for what went wrong without stopping the rest, and what to print. */
interface Outcome {
  failures: string[];
  summary?: string;
}

const listed =
  (work: (host: Host, workers: Workers) => Promise<string[]>) =>
  async (host: Host, workers: Workers): Promise<Outcome> => ({ failures: await work(host, workers) });

const commands: Record<string, (host: Host, workers: Workers) => Promise<Outcome>> = {
  extract: listed(extract),
  write: listed(write),
  train: listed(train),
  evaluate: listed(evaluate),
  embed: listed(embed),
  run,
};

async function begin(): Promise<void> {
  const base = location.hash.slice(1);
  if (!base) return;
  const host = await Host.at(base);
  try {
    const command = commands[host.job.command];
    if (!command) throw new HoneError('unexpected', { message: `no command ${host.job.command}` });
    const { failures, summary } = await command(host, createWorkers());
    await host.end({
      ok: failures.length === 0,
      ...(failures.length > 0 ? { message: failures.join('\n') } : {}),
      ...(summary ? { summary } : {}),
    });
  } catch (error) {
    await host.end({ ok: false, message: sentence(error) });
  }
}

// The runner opens the page, looks at what the browser can do, and then names the job.
addEventListener('hashchange', () => void begin(), { once: true });
