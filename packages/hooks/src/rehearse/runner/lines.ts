import type { Readable } from 'node:stream';

/** Letters that are kept of a line; a program could print for hours without ending one. */
const longestLine = 1024 * 1024;

/** Gives each line of a stream as soon as it is whole; the runner ends one at `\r`, too. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let begun = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (begun + chunk).split(/\r\n|\n|\r(?!$)/);
    begun = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) onLine(line);
  }
  if (begun !== '') onLine(begun.replace(/\r$/, ''));
}
