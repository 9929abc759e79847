import type { Writable } from 'node:stream';
import type { Taker } from '../consume.ts';

/** Where the output of a command goes. */
export interface Output {
  stdout: Writable;
  stderr: Writable;
}

/** A part of the output. */
export interface Piece {
  to: keyof Output;
  bytes: Buffer;
}

export interface FrameReader {
  /**
   * The output in a chunk of the stream, wherever that is cut. Frames that follow each other to one target are
   * joined, in the memory of the chunk: a program that writes lines fills a chunk with thousands of them.
   */
  read(chunk: Buffer): Piece[];
  /** Whether the stream may end here. */
  isComplete(): boolean;
}

const headerLength = 8;

/** By the first byte of a header. 0 is an echo of stdin, 3 an error of the daemon itself. */
const targets: readonly (keyof Output)[] = ['stdout', 'stdout', 'stderr', 'stderr'];

/**
 * Takes stdout and stderr apart, which the daemon sends as frames of one stream: a header of eight
 * bytes, the first of which says whose and the last four how many follow (Engine API, "Attach to a
 * container"). Output is passed on before its frame is complete.
 */
export function createFrameReader(): FrameReader {
  const header = Buffer.alloc(headerLength);
  let known = 0;
  let to: keyof Output = 'stdout';
  let left = 0;
  const readHeader = (chunk: Buffer, position: number): number => {
    const size = chunk.copy(header, known, position);
    known += size;
    if (known < headerLength) return size;
    const target = targets[header.readUInt8(0)];
    if (target === undefined) throw new Error('its output has no frames');
    to = target;
    left = header.readUInt32BE(4);
    known = 0;
    return size;
  };
  return {
    read: (chunk) => {
      const pieces: Piece[] = [];
      let joined = { to, start: 0, end: 0 };
      const finish = () => {
        const { to: target, start, end } = joined;
        if (end > start) pieces.push({ to: target, bytes: chunk.subarray(start, end) });
        joined = { to, start: end, end };
      };
      const join = (position: number): number => {
        const size = Math.min(left, chunk.length - position);
        chunk.copyWithin(joined.end, position, position + size);
        joined.end += size;
        left -= size;
        return size;
      };
      let position = 0;
      while (position < chunk.length) {
        position += left === 0 ? readHeader(chunk, position) : join(position);
        if (to !== joined.to) finish();
      }
      finish();
      return pieces;
    },
    isComplete: () => left === 0 && known === 0,
  };
}

/**
 * Writes the daemon's stream to stdout and stderr in its order, as a docker client does: each piece
 * when the one before has left this process, so that a slow reader slows the command down and
 * nothing piles up here.
 */
export function demultiplexer(output: Output): Taker {
  const frames = createFrameReader();
  return {
    take: (chunk) => writeInOrder(frames.read(chunk), output),
    end: () => {
      if (!frames.isComplete()) throw new Error('it ended in the middle of the output');
    },
  };
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
function written(target: Writable, bytes: Buffer): Promise<void> | undefined {
  let settle = (): void => undefined;
  target.write(bytes, () => {
    settle();
  });
  if (target.writableLength === 0) return undefined;
  return new Promise((resolve) => {
    settle = resolve;
  });
}
