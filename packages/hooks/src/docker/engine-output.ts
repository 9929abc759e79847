import { writeSync } from 'node:fs';
import { getBuiltinModule } from 'node:process';
import type { Writable } from 'node:stream';
import type { Taker } from '../consume.ts';
import { createFrameReader, type Output, type Piece } from './engine-frames.ts';

/** Bytes after which output is long: more than most steps print, before V8 has seen enough of it to optimize. */
const longOutput = 32 * 1024;

/**
 * Writes the daemon's stream to stdout and stderr in its order, as a docker client does: each piece
 * when the one before has left this process, so that a slow reader slows the command down and
 * nothing piles up here.
 */
export function demultiplexer(output: Output): Taker {
  const frames = createFrameReader();
  let untilLong = longOutput;
  return {
    take: (chunk) => {
      const isShort = untilLong > 0;
      untilLong -= chunk.length;
      if (isShort && untilLong <= 0) stopOptimizing();
      return writeInOrder(frames.read(chunk), output);
    },
    end: () => {
      if (!frames.isComplete()) throw new Error('it ended in the middle of the output');
    },
  };
}

/**
 * V8's optimizing compiler takes six MiB for the few functions that a long output runs in, which are fast
 * enough without it (docs/decisions/0027-long-output-in-little-memory.md).
 */
function stopOptimizing(): void {
  // Loaded now and at once: it takes 3 ms, which a step that prints little does not pay.
  getBuiltinModule('node:v8').setFlagsFromString('--no-opt');
}

/** Undefined where all has left already, as with a file or a reader that keeps up: then nobody has to wait. */
function writeInOrder(pieces: readonly Piece[], output: Output): Promise<void> | undefined {
  for (const [index, { to, bytes }] of pieces.entries()) {
    const waiting = written(output[to], bytes);
    if (waiting) return waiting.then(() => writeInOrder(pieces.slice(index + 1), output));
  }
  return undefined;
}

/** A reader that is gone does not end the command: what it wrote has nowhere to go. */
function written(target: Output[keyof Output], bytes: Buffer): Promise<void> | undefined {
  const size = writtenAtOnce(target, bytes);
  if (size === bytes.length) return undefined;
  let settle = (): void => undefined;
  target.write(bytes.subarray(size), () => {
    settle();
  });
  if (target.writableLength === 0) return undefined;
  return new Promise((resolve) => {
    settle = resolve;
  });
}

/**
 * Bytes that the reader of a pipe had room for. A stream would do the same at first, and make a request and a
 * callback for it, which pile up until V8 collects them.
 */
function writtenAtOnce(target: Writable & { fd?: number }, bytes: Buffer): number {
  if (target.fd === undefined || target.destroyed || target.writableLength > 0) return 0;
  try {
    return writeSync(target.fd, bytes);
  } catch {
    // No room, or no reader: the stream waits for the one, and tells of the other.
    return 0;
  }
}
