import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frame } from '../../test/fake-engine.ts';
import { createFrameReader } from './engine-frames.ts';

/** Bytes in chunks that end at any place. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string({ unit: 'binary' })));

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
