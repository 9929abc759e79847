import { writeSync } from 'node:fs';

/**
 * Writes the frames of a container's output (a header of eight bytes, then as many as it says) to
 * stdout and stderr, which block until the reader has room.
 */
export function frameWriter(): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let left = 0;
  let to = 1;
  const readHeader = (chunk: Buffer): number => {
    const part = chunk.subarray(0, 8 - header.length);
    header = Buffer.concat([header, part]);
    if (header.length < 8) return part.length;
    to = header[0] === 2 ? 2 : 1;
    left = header.readUInt32BE(4);
    header = Buffer.alloc(0);
    return part.length;
  };
  const writeBytes = (chunk: Buffer): number => {
    const written = writeSync(to, chunk.subarray(0, left));
    left -= written;
    return written;
  };
  return (chunk) => {
    for (let position = 0; position < chunk.length;) {
      const rest = chunk.subarray(position);
      position += left > 0 ? writeBytes(rest) : readHeader(rest);
    }
  };
}
