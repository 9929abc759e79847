import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { collector } from '../../test/collector.ts';
import { frame, startFakeEngine, type FakeEngine } from '../../test/fake-engine.ts';
import { runExec, spec } from '../../test/run-exec.ts';

const directory = mkdtempSync(join(tmpdir(), 'engine-test-'));
let daemon: FakeEngine;
beforeAll(async () => {
  daemon = await startFakeEngine(directory);
});
beforeEach(() => {
  daemon.reset();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const run = (options: Partial<Parameters<typeof runExec>[0]> = {}) =>
  runExec({ socketPath: daemon.socketPath, ...options });

test('asks the daemon for the command, its folder and its variables', async () => {
  const env = { PLAIN: 'x', MULTI: 'a\nb', 'two words': 'x', '--user': '0', UNICODE: 'ü 🎉' };
  await run({ env });
  expect(daemon.execs).toEqual([
    { ...spec, env: ['PLAIN=x', 'MULTI=a\nb', 'two words=x', '--user=0', 'UNICODE=ü 🎉'] },
  ]);
  expect(daemon.requests).toEqual(['create', 'start', 'inspect']);
});

test('whatever the id of a container is, it stays one element of the path', async () => {
  await run({ container: '../images/prune?x=' });
  expect(daemon.execs[0]?.container).toBe('../images/prune?x=');
});

test('passes output on and ends with the exit code of the command', async () => {
  const { log, output } = collector();
  daemon.answer = { frames: [frame(1, 'out\n'), frame(2, 'err\n'), frame(1, 'end')], exitCode: 42 };
  expect(await run({ output })).toBe(42);
  expect(log).toEqual(['stdout: out\n', 'stderr: err\n', 'stdout: end']);
});

test('waits for the end of a command whose output has ended already', async () => {
  daemon.answer = { lateBy: 3, exitCode: 7 };
  expect(await run()).toBe(7);
  expect(daemon.requests.filter((name) => name === 'inspect')).toHaveLength(4);
});

test('a command without an exit code is no success', async () => {
  daemon.answer = { exitCode: null };
  await expect(run()).rejects.toThrow('The daemon does not know how the command ended.');
});

test('tells of the command without its variables', async () => {
  const told: (readonly string[])[] = [];
  await run({ env: { SECRET: 'hidden' }, onCommand: (args) => told.push(args) });
  expect(told).toEqual([
    ['exec', '--workdir', spec.workdir, '--', spec.container, ...spec.command],
  ]);
});

test('refuses what no process can be given before it asks for anything', async () => {
  const env = { 'A=B': 'x' };
  await expect(run({ env })).rejects.toThrow('"A=B" cannot be passed to a container');
  expect(daemon.requests).toEqual([]);
});

test('a reader that does not read stops the daemon, and nothing is lost', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  let sent = 0;
  daemon.answer = {
    start: (response) => {
      const frames = function* () {
        for (; sent < 100; sent += 1) yield frame(1, megabyte);
      };
      Readable.from(frames(), { highWaterMark: 1 }).pipe(response);
    },
  };
  let read: () => void = () => undefined;
  const isRead = new Promise<void>((resolve) => {
    read = resolve;
  });
  let taken = 0;
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      taken += chunk.length;
      void isRead.then(() => {
        done();
      });
    },
  });
  const running = run({ output: { ...collector().output, stdout } });
  while (taken === 0) await sleep(10);
  await sleep(200);
  // What the buffers of the kernel and one read of each side hold.
  expect(sent).toBeLessThan(8);
  read();
  expect(await running).toBe(0);
  expect(taken).toBe(100 * megabyte.length);
});
