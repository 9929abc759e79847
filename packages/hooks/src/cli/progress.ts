import type { Output } from './output.ts';

/** How often the bar is drawn, in milliseconds. */
const interval = 100;

const mebibyte = 1024 * 1024;

/**
 * A bar for work that is counted in bytes. Without a total, as of a pipe, it says how many there were.
 *
 * @param now milliseconds
 * @returns to be told of each piece of work
 */
export function createProgress(
  { progress, columns }: Pick<Output, 'progress' | 'columns'>,
  total: number,
  now: () => number,
): (bytes: number) => void {
  let done = 0;
  let drawn = -Infinity;
  return (bytes) => {
    done += bytes;
    if (now() - drawn < interval) return;
    drawn = now();
    progress(progressLine(done, total, columns));
  };
}

export function progressLine(done: number, total: number, columns: number): string {
  if (total <= 0) return `${inMebibytes(done)} MiB`;
  // A file may have grown since it was found.
  const share = Math.min(1, done / total);
  const text = `${String(Math.floor(100 * share)).padStart(3)} %  ${inMebibytes(done)} of ${inMebibytes(total)} MiB`;
  const width = Math.max(0, Math.min(40, columns - text.length - 4));
  const filled = Math.floor(share * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`;
}

function inMebibytes(bytes: number): string {
  return (bytes / mebibyte).toFixed(1);
}
