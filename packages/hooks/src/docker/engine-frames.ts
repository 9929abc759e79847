import type { Writable } from 'node:stream';

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
  const enter = (view: DataView, position: number) => {
    const target = targets[view.getUint8(position)];
    if (target === undefined) throw new Error('its output has no frames');
    to = target;
    left = view.getUint32(position + 4);
  };
  /** @returns how many bytes of a header stood there */
  const readHeader = (chunk: Buffer, view: DataView, position: number): number => {
    // Nearly each is whole: to copy it takes longer than to read it.
    if (known === 0 && chunk.length - position >= headerLength) {
      enter(view, position);
      return headerLength;
    }
    const size = chunk.copy(header, known, position);
    known = (known + size) % headerLength;
    if (known === 0) enter(viewOf(header), 0);
    return size;
  };
  return {
    read: (chunk) => {
      const pieces: Piece[] = [];
      const view = viewOf(chunk);
      let target = to;
      let start = 0;
      let end = 0;
      const finish = () => {
        if (end > start) pieces.push({ to: target, bytes: chunk.subarray(start, end) });
        target = to;
        start = end;
      };
      let position = 0;
      while (position < chunk.length) {
        if (left === 0) position += readHeader(chunk, view, position);
        if (to !== target) finish();
        const size = Math.min(left, chunk.length - position);
        chunk.copyWithin(end, position, position + size);
        end += size;
        position += size;
        left -= size;
      }
      finish();
      return pieces;
    },
    isComplete: () => left === 0 && known === 0,
  };
}

/** Its methods are V8's own: those of a Buffer take five times as long until they are optimized. */
function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
