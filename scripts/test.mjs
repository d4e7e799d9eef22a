/** Every check of the project, in one command; the last line counts them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';
import { setup } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 */
function run(title, command, args) {
  console.log(`\n== ${title}`);
  const script = join(root, 'node_modules', '.bin', command);
  const result = spawnSync(existsSync(script) ? script : command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

/** A Chromium for the tests: one that is installed, else Playwright's own, else Debian's where we are root. */
function ensureChromium() {
  if (findChromium()) return;
  if (run('Chromium, by Playwright', 'playwright', ['install', 'chromium'])) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && run('package lists', 'apt-get', ['update', '-qq']))
    run('Chromium, by apt', 'apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk']);
  if (!findChromium()) throw new Error('No Chromium: install one, or set HONE_CHROMIUM to its path.');
}

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @returns {Count}
 */
function check(title, command, args) {
  const ok = run(title, command, args);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/**
 * Vitest's own counts; a run that dies before it writes them counts as one failure.
 * @param {string} project
 * @returns {Count}
 */
function vitest(project) {
  const file = join(results, `${project}.json`);
  const ok = run(`${project} tests`, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const failed = report.numFailedTests || (ok ? 0 : 1);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
}

/** What stood on the page of each failed end-to-end test: on a machine that is gone afterwards nothing else tells. */
function printFailedPages() {
  for (const path of readdirSync(results, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('error-context.md'))
      console.log(`\n-- ${path}\n${readFileSync(join(results, path), 'utf8').slice(0, 6000)}`);
}

/** @returns {Count} */
function playwright() {
  const file = join(results, 'e2e.json');
  const ok = run('end-to-end tests', 'playwright', ['test']);
  if (!ok) printFailedPages();
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(file, 'utf8'));
  const failed = stats.unexpected + stats.flaky || (ok ? 0 : 1);
  return { passed: stats.expected, failed, skipped: stats.skipped };
}

async function test() {
  await setup();
  ensureChromium();
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const counts = [
    check('lint', 'eslint', ['.']),
    check('formatting', 'prettier', ['--check', '--log-level', 'warn', '.']),
    check('types', 'svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings']),
    check('directions between rooms', 'depcruise', ['src', 'workers', '--config', '.dependency-cruiser.cjs']),
    vitest('unit'),
    check('build', process.execPath, [join(root, 'scripts', 'build.mjs')]),
    vitest('browser'),
    playwright(),
  ];
  const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0);
  const skipped = sum('skipped');
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') ? 1 : 0;
}

await test().catch((error) => {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
});
