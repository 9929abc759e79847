import type { Readable } from 'node:stream';

/** Letters that are kept of a line; a program could print for hours without ending one. */
const longestLine = 1024 * 1024;

/** Gives each line of a stream as soon as it is whole; the runner ends one at `\r`, too. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let begun = '';
  // A `\r` behind a chunk: the `\n` that belongs to it may be the begin of the next.
  let held = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const text = held + chunk;
    held = text.endsWith('\r') ? '\r' : '';
    // Only what is new is searched: a line of many chunks would be gone through once for each of them.
    const [end = '', ...lines] = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    if (begun.length < longestLine) begun += end;
    for (const line of lines) {
      onLine(begun);
      begun = line;
    }
  }
  if (begun + held !== '') onLine(begun);
}
