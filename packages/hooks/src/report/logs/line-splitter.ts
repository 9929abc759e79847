/** Bytes. A line of the hook has about 600; a longer one is not its own. */
const longestLine = 64 * 1024;

const newline = 10;

export interface LineSplitter {
  /** The chunk may be written over afterwards. */
  push(chunk: Buffer): void;
  /** What is left without an end is a line, too. */
  end(): void;
}

/**
 * Cuts a stream of bytes into lines; empty ones are left out. However long a line is, no more than
 * the longest of the hook is kept.
 *
 * @param onLine gets undefined for a line that is too long
 */
export function createLineSplitter(onLine: (line: string | undefined) => void): LineSplitter {
  const rest = Buffer.alloc(longestLine);
  let kept = 0;
  let isTooLong = false;

  const keep = (part: Buffer) => {
    if (kept + part.length > longestLine) isTooLong = true;
    else kept += part.copy(rest, kept);
  };
  const finish = () => {
    if (isTooLong) onLine(undefined);
    else if (kept > 0) onLine(rest.toString('utf8', 0, kept));
    kept = 0;
    isTooLong = false;
  };
  return {
    push: (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        if (kept > 0 || isTooLong || end - start > longestLine) {
          keep(chunk.subarray(start, end));
          finish();
        } else if (end > start) onLine(chunk.toString('utf8', start, end));
        start = end + 1;
      }
      keep(chunk.subarray(start));
    },
    end: finish,
  };
}
