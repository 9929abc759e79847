import { afterEach, expect, jest, test } from '@jest/globals';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import { frame } from '../../test/fake-engine.ts';
import type { Output } from './engine-frames.ts';
import { demultiplexer } from './engine-output.ts';

/** What both streams got, in one order. */
function recorder(delay: () => Promise<void> = () => Promise.resolve()) {
  const log: string[] = [];
  const sink = (name: string) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log.push(`${name} ${chunk.toString('latin1')}`);
        void delay().then(() => {
          done();
        });
      },
    });
  return { log, output: { stdout: sink('1'), stderr: sink('2') } };
}

afterEach(() => {
  jest.restoreAllMocks();
});

async function feed(chunks: readonly Buffer[], output: Output): Promise<void> {
  const { take, end } = demultiplexer(output);
  for (const chunk of chunks) await take(chunk);
  end?.();
}

test('writes in the order of the daemon, each piece after the one before', async () => {
  const { log, output } = recorder(() => sleep(1));
  const sent = Array.from({ length: 20 }, (_, index) => frame(1 + (index % 2), String(index)));
  await feed([Buffer.concat(sent)], output);
  expect(log).toEqual(sent.map((_, index) => `${String(1 + (index % 2))} ${String(index)}`));
});

test('is not done before the last piece has been taken', async () => {
  let release: () => void = () => undefined;
  const taken = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { log, output } = recorder(() => taken);
  let isDone = false;
  const writing = feed([frame(1, 'last')], output).then(() => {
    isDone = true;
  });
  while (log.length === 0) await sleep(1);
  await sleep(20);
  expect(isDone).toBe(false);
  release();
  await writing;
});

test.each([1, 7, 8, 10])(
  'a stream that ends after %i bytes of a frame is broken',
  async (length) => {
    const { output } = recorder();
    const writing = feed([frame(1, 'text').subarray(0, length)], output);
    await expect(writing).rejects.toThrow('it ended in the middle of the output');
  },
);

test('goes on when the reader of stdout is gone', async () => {
  const { log, output } = recorder();
  const gone = new Writable({
    write: (_chunk, _encoding, done) => {
      done(new Error('EPIPE'));
    },
  });
  gone.on('error', () => undefined);
  const sent = [frame(1, 'nobody'), frame(1, 'reads'), frame(2, 'this')];
  await feed(sent, { ...output, stdout: gone });
  expect(log).toEqual(['2 this']);
});

test('what there is room for is written without the stream, the rest in its order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'output-'));
  const fd = openSync(join(folder, 'stdout'), 'w');
  const { log, output } = recorder(() => sleep(1));
  const stdout = Object.assign(output.stdout, { fd });
  await feed([frame(1, 'at once')], { ...output, stdout });
  expect(readFileSync(join(folder, 'stdout'), 'utf8')).toBe('at once');
  stdout.write('waits');
  await feed([frame(1, 'behind it')], { ...output, stdout });
  expect(readFileSync(join(folder, 'stdout'), 'utf8')).toBe('at once');
  expect(log).toEqual(['1 waits', '1 behind it']);
  closeSync(fd);
  await feed([frame(1, 'no room')], { ...output, stdout });
  expect(log.at(-1)).toBe('1 no room');
  await rm(folder, { recursive: true });
});

test('V8 stops to optimize once, before it reads what makes an output long', async () => {
  const setFlags = jest.spyOn(v8, 'setFlagsFromString').mockImplementation(() => undefined);
  const { output } = recorder();
  const kibibytes = (count: number) =>
    Array.from({ length: count }, () => frame(1, 'x'.repeat(1024 - 8)));
  await feed(kibibytes(31), output);
  expect(setFlags).not.toHaveBeenCalled();
  await feed(kibibytes(100), output);
  expect(setFlags.mock.calls).toEqual([['--no-opt']]);
});
