import { afterAll, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCli, type Cli } from './cli.ts';

const directory = mkdtempSync(join(tmpdir(), 'cli-test-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** A door to a docker that is this shell script. */
function clientOf(script: string, signal?: AbortSignal): Cli {
  const program = join(directory, `docker-${String(Math.random())}`);
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { PATH: process.env['PATH'] ?? '' };
  return createCli({
    tempDirectory: directory,
    signal,
    find: () => ({ program, env: { plain: env, authenticated: { ...env, AWS_REGION: 'x' } } }),
  });
}

const version = () => ['version'];

test('answers with what docker prints, and has docker say why it fails', async () => {
  expect(await clientOf('echo "$1"').capture(version)).toBe('version');
  await expect(clientOf('echo no >&2; exit 4').capture(version)).rejects.toMatchObject({
    message: 'docker version failed: no.',
    exitCode: 4,
  });
});

test('gives only calls that may authenticate the AWS variables', async () => {
  const cli = clientOf('echo "[$AWS_REGION]"');
  expect(await cli.capture(version)).toBe('[]');
  expect(await cli.capture(version, { authenticated: true })).toBe('[x]');
});

test('tells of each line as it comes', async () => {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  await clientOf('echo one; echo two; printf three').capture(version, { onLine });
  expect(lines).toEqual(['one', 'two']);
});

test('keeps the end of stdout and stderr together', async () => {
  const cli = clientOf('echo first; sleep 0.1; echo second >&2; sleep 0.1; echo third');
  const text = await cli.capture(version, { lastBytes: 14 });
  expect(text).toBe('… 6 bytes before this are left out\nsecond\nthird\n');
});

test('says why also when only the end of the output is kept', async () => {
  const logs = clientOf('echo no such driver >&2; exit 1').capture(version, { lastBytes: 100 });
  await expect(logs).rejects.toThrow('docker version failed: no such driver.');
});

test.each(['capture', 'stream'] as const)(
  '%s ends docker and the credential helper that it waits for',
  async (kind) => {
    const controller = new AbortController();
    const pidFile = join(directory, `${kind}-pid`);
    // The helper ignores the polite signal, as one that hangs in a system call would.
    const helper = `trap "" TERM; echo $$ > ${pidFile}.tmp; mv ${pidFile}.tmp ${pidFile}; exec sleep 1011`;
    const cli = clientOf(`sh -c '${helper}' >&2 & wait`, controller.signal);
    const call = cli[kind](version, { authenticated: true });
    const pid = await fileContent(pidFile);
    controller.abort(new Error('cancelled'));
    await expect(call).rejects.toThrow('cancelled');
    for (let tries = 0; isRunning(pid) && tries < 100; tries += 1) await sleep(10);
    expect(isRunning(pid)).toBe(false);
  },
);

test('ends what runs inside before and after the client', async () => {
  const controller = new AbortController();
  const told: string[] = [];
  const script = `touch ${directory}/started; trap 'exit 0' TERM; while :; do sleep 0.05; done`;
  const running = clientOf(script, controller.signal).stream(version, {
    onAbort: () => Promise.resolve(void told.push('inside')),
  });
  await fileContent(join(directory, 'started'));
  controller.abort(new Error('cancelled'));
  // A client that ends with 0 is no success.
  await expect(running).rejects.toThrow('cancelled');
  expect(told).toEqual(['inside', 'inside']);
});

test('ends the client also when what runs inside cannot be ended', async () => {
  const controller = new AbortController();
  const script = `touch ${directory}/stays; exec sleep 1013`;
  const running = clientOf(script, controller.signal).stream(version, {
    onAbort: () => Promise.reject(new Error('no daemon')),
  });
  await fileContent(join(directory, 'stays'));
  controller.abort(new Error('cancelled'));
  await expect(running).rejects.toThrow('cancelled');
});

test('does not wait for a client that is gone already', async () => {
  const controller = new AbortController();
  const script = `touch ${directory}/gone; sleep 0.2`;
  const running = clientOf(script, controller.signal).stream(version, {
    onAbort: () => sleep(500),
  });
  await fileContent(join(directory, 'gone'));
  controller.abort(new Error('cancelled'));
  await expect(running).rejects.toThrow('cancelled');
});

test.each([
  ['that makes something may end by itself', 'sleep 0.3; touch "$made"', true],
  ['that does not end is ended after a while', 'exec sleep 1016', false],
])('a patient call %s when it is cancelled', async (_what, script, isMade) => {
  const controller = new AbortController();
  const begun = join(directory, `begun-${String(isMade)}`);
  const made = join(directory, `made-${String(isMade)}`);
  const work = `made="${made}"; touch "${begun}"; ${script}`;
  const running = clientOf(work, controller.signal).capture(version, { patient: true });
  await fileContent(begun);
  controller.abort(new Error('cancelled'));
  await expect(running).rejects.toThrow('cancelled');
  expect(existsSync(made)).toBe(isMade);
});

test('starts nothing after a cancel', async () => {
  const cli = clientOf('echo started', AbortSignal.abort(new Error('cancelled')));
  await expect(cli.capture(version)).rejects.toThrow('cancelled');
  await expect(cli.stream(version)).rejects.toThrow('cancelled');
});

test.each(['capture', 'stream'] as const)(
  '%s does not start what is cancelled in the very moment',
  async (kind) => {
    const controller = new AbortController();
    const file = join(directory, `${kind}-started`);
    const containerEnv = new Map([['NAME', 'value']]);
    const call = clientOf(`touch ${file}; sleep 1012`, controller.signal)[kind](version, {
      containerEnv,
    });
    controller.abort(new Error('cancelled'));
    await expect(call).rejects.toThrow('cancelled');
  },
);

test('one call can be ended alone', async () => {
  const one = new AbortController();
  const cli = clientOf('sleep 0.3; echo done', new AbortController().signal);
  const ended = cli.capture(version, { signal: one.signal });
  const other = cli.capture(version);
  one.abort(new Error('this one'));
  await expect(ended).rejects.toThrow('this one');
  await expect(other).resolves.toBe('done');
});

/** One that has ended may wait for its new parent to notice. */
function isRunning(pid: string): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) Z /.test(readFileSync(file, 'utf8'));
}

async function fileContent(file: string): Promise<string> {
  for (let tries = 0; !existsSync(file) && tries < 1000; tries += 1) await sleep(10);
  return readFileSync(file, 'utf8').trim();
}
