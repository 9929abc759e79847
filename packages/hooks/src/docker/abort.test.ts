import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { collector } from '../../test/collector.ts';
import { frame, startFakeEngine, type FakeEngine } from '../../test/fake-engine.ts';
import { runExec } from '../../test/run-exec.ts';

const directory = mkdtempSync(join(tmpdir(), 'abort-test-'));
let daemon: FakeEngine;
let controller: AbortController;
beforeAll(async () => {
  daemon = await startFakeEngine(directory);
});
beforeEach(() => {
  daemon.reset();
  controller = new AbortController();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const run = (onAbort: () => Promise<void>, output = collector().output) =>
  runExec({ socketPath: daemon.socketPath, output, onAbort, signal: controller.signal });
const abort = () => {
  controller.abort(new Error('cancelled'));
};

/** Tells of the end of a connection, after an abort while it is open. */
function abortWhileOpen(response: ServerResponse, told: string[]): void {
  response.socket?.once('close', () => told.push('connection'));
  setImmediate(abort);
}

test.each(['create', 'start'] as const)(
  'while the daemon is at `%s`: what runs inside is ended before and after the connection',
  async (request) => {
    const told: string[] = [];
    daemon.answer = {
      [request]: (response: ServerResponse) => {
        abortWhileOpen(response, told);
      },
    };
    const onAbort = async () => {
      // What the daemon sees of a connection takes a moment.
      await sleep(100);
      told.push('inside');
    };
    await expect(run(onAbort)).rejects.toThrow('cancelled');
    expect(told).toEqual(['inside', 'connection', 'inside']);
    expect(daemon.requests.at(-1)).toBe(request);
  },
);

test('ends the connection also when what runs inside cannot be ended', async () => {
  const told: string[] = [];
  daemon.answer = {
    start: (response) => {
      abortWhileOpen(response, told);
    },
  };
  const onAbort = () => Promise.reject(new Error('no daemon'));
  await expect(run(onAbort)).rejects.toThrow('cancelled');
  while (told.length === 0) await sleep(5);
});

test('does not wait for a reader that reads nothing', async () => {
  daemon.answer = {
    start: (response) => {
      response.write(frame(1, Buffer.alloc(1024 * 1024)));
    },
  };
  const stuck = new Writable({
    write: () => {
      abort();
    },
  });
  const output = { stdout: stuck, stderr: stuck };
  await expect(run(() => Promise.resolve(), output)).rejects.toThrow('cancelled');
});

test('asks for nothing afterwards', async () => {
  abort();
  await expect(run(() => Promise.resolve())).rejects.toThrow('cancelled');
  expect(daemon.requests).toEqual([]);
});

test('does not start what was being made', async () => {
  daemon.answer = {
    create: (response) => {
      abort();
      response.writeHead(201).end('{"Id":"x"}');
    },
  };
  await expect(run(() => sleep(100))).rejects.toThrow('cancelled');
  expect(daemon.requests).toEqual(['create']);
});

test('a command that ends with 0 because of it is no success', async () => {
  let end: () => void = () => undefined;
  daemon.answer = {
    start: (response) => {
      end = () => response.end();
      abort();
    },
  };
  const onAbort = async () => {
    end();
    await sleep(100);
  };
  await expect(run(onAbort)).rejects.toThrow('cancelled');
  expect(daemon.requests).toEqual(['create', 'start', 'inspect']);
});
