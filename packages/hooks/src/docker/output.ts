/** Lines of a log to ask docker for: enough for any limit in bytes, and an end to one of gigabytes. */
export const lastLines = '10000';

/** Calls back with each whole line of a stream's chunks, without its line break. */
export function lineReader(onLine: (line: string) => void): (chunk: Buffer | string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}

export interface TailBuffer {
  add: (chunk: Buffer) => void;
  /** The last bytes, from the start of a line where something was left out. */
  text: () => string;
}

/** Keeps the last bytes of a stream, however long it is. */
export function tailBuffer(limit: number): TailBuffer {
  let chunks: Buffer[] = [];
  let size = 0;
  let total = 0;
  return {
    add: (chunk) => {
      // Its memory may be used again.
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      total += chunk.length;
      // Not at every chunk: that would copy the whole each time.
      if (size > 2 * limit + 65_536) {
        chunks = [Buffer.concat(chunks).subarray(-limit)];
        size = chunks[0]?.length ?? 0;
      }
    },
    text: () => {
      if (total <= limit) return Buffer.concat(chunks).toString();
      const kept = Buffer.concat(chunks).subarray(-limit);
      const lineStart = kept.indexOf('\n') + 1;
      const left = total - kept.length + lineStart;
      return `… ${String(left)} bytes before this are left out\n${kept.subarray(lineStart).toString()}`;
    },
  };
}
