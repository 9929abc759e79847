import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHook } from './hook-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'hook-process-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a small program in place of a hook. */
async function run(
  program: string,
  signal?: AbortSignal,
  onLine: (line: string) => void = () => undefined,
) {
  const hook = join(folder, 'hook.js');
  writeFileSync(hook, program);
  const lines: string[] = [];
  const start = {
    node: process.execPath,
    hook,
    cwd: folder,
    input: 'request\n',
    signal,
    env: { ONLY: 'this' },
    onLine: (line: string) => {
      lines.push(line);
      onLine(line);
    },
  };
  // A runner waits for seconds.
  const exitCode = await runHook(start, { interrupt: 300, terminate: 100, drain: 100 });
  return { exitCode, lines };
}

test('gives a hook the request, its environment and its folder, and takes its lines', async () => {
  const { exitCode, lines } = await run(`
    const { ONLY, PATH } = process.env;
    console.log(require('fs').readFileSync(0, 'utf8').trim(), ONLY, PATH, process.cwd() === ${JSON.stringify(folder)});
    console.error('to stderr');
    process.stdout.write('no end');
    process.exitCode = 7;`);
  expect(exitCode).toBe(7);
  expect(lines.sort()).toEqual(['no end', 'request this undefined true', 'to stderr']);
});

test('is not held up by what the hook leaves behind', async () => {
  const { exitCode } = await run(`
    require('child_process').spawn('sleep', ['7'], { stdio: 'inherit', detached: true }).unref();`);
  expect(exitCode).toBe(0);
});

test('asks a hook to end, and waits for it', async () => {
  const controller = new AbortController();
  const { exitCode, lines } = await run(
    `process.on('SIGINT', () => { console.log('cleaned'); process.exit(130); });
     setInterval(() => undefined, 1000);
     console.log('ready');`,
    controller.signal,
    (line) => {
      if (line === 'ready') controller.abort();
    },
  );
  expect({ exitCode, lines }).toEqual({ exitCode: 130, lines: ['ready', 'cleaned'] });
});

test('ends a hook that does not listen', async () => {
  const controller = new AbortController();
  const { exitCode } = await run(
    `for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => undefined);
     setInterval(() => undefined, 1000);
     console.log('ready');`,
    controller.signal,
    () => controller.abort(),
  );
  expect(exitCode).toBe(137);
});

test('tells a hook that is cancelled before it starts', async () => {
  const { exitCode } = await run('setInterval(() => undefined, 1000);', AbortSignal.abort());
  expect(exitCode).toBe(130);
});

test('says when there is no such program', async () => {
  await expect(
    runHook({
      node: join(folder, 'none'),
      hook: 'hook.js',
      cwd: folder,
      input: '',
      env: {},
      onLine: () => undefined,
      signal: undefined,
    }),
  ).rejects.toThrow(/^The hook hook\.js cannot be started: .*ENOENT/);
});
