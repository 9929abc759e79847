import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { frame } from '../../test/fake-engine.ts';
import { createFrameReader, demultiplexer, type Output } from './engine-frames.ts';

/** Bytes in chunks that end at any place. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string({ unit: 'binary' })));

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

test('takes stdout and stderr apart, wherever the stream is cut', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat()), (sent, places) => {
      const reader = createFrameReader();
      const bytes = Buffer.concat(sent.map(([kind, text]) => frame(kind, text)));
      const pieces = cut(bytes, places).flatMap((chunk) => reader.read(chunk));
      const order = (list: readonly (readonly [string, Buffer])[]) =>
        list.flatMap(([to, part]) => [...part].map((byte) => `${to} ${String(byte)}`));
      expect(order(pieces.map(({ to, bytes: part }) => [to, part]))).toEqual(
        order(sent.map(([kind, text]) => [kind === 1 ? 'stdout' : 'stderr', Buffer.from(text)])),
      );
      expect(reader.isComplete()).toBe(true);
    }),
  );
});

test('passes on what is there of a frame that is not complete', () => {
  const reader = createFrameReader();
  const pieces = reader.read(frame(1, 'one two').subarray(0, 11));
  expect(pieces.map(({ bytes }) => bytes.toString())).toEqual(['one']);
  expect(reader.isComplete()).toBe(false);
});

test('joins frames of one target, so that a program of many short lines costs few writes', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => frame(1, `line ${String(index)}\n`));
  const sent = Buffer.concat([...lines, frame(2, 'a'), frame(2, 'b'), frame(1, 'end')]);
  const pieces = createFrameReader().read(sent);
  expect(pieces.map(({ to }) => to)).toEqual(['stdout', 'stderr', 'stdout']);
  expect(pieces[0]?.bytes.toString().split('\n')).toHaveLength(1001);
  expect(pieces[1]?.bytes.toString()).toBe('ab');
});

test('refuses a stream without frames', () => {
  expect(() => createFrameReader().read(Buffer.from('plain text'))).toThrow(
    'its output has no frames',
  );
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
