import type { Readable } from 'node:stream';

/** What a process wrote. */
export interface Output {
  stdout: string;
  stderr: string;
  /** The lines of both in the order in which they came, as the job log has them. */
  log: string[];
}

/** Reads both outputs of a process to their ends. */
export async function readOutput(stdout: Readable, stderr: Readable): Promise<Output> {
  const log: string[] = [];
  const [out, err] = await Promise.all([collect(stdout, log), collect(stderr, log)]);
  return { stdout: out, stderr: err, log };
}

async function collect(stream: Readable, log: string[]): Promise<string> {
  const chunks: string[] = [];
  let begun = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    chunks.push(chunk);
    const end = chunk.lastIndexOf('\n') + 1;
    if (end > 0) log.push(...splitLines(begun + chunk.slice(0, end)));
    begun = end > 0 ? chunk.slice(end) : begun + chunk;
  }
  log.push(...splitLines(begun));
  return chunks.join('');
}

/** The runner ends a line at a carriage return too (.NET's `ReadLine`). */
export function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split(/\r\n|\n|\r/);
}
