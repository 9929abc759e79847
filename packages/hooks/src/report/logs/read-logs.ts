import { open } from 'node:fs/promises';
import { messageOf } from '../../errors.ts';
import type { Collector } from '../counts/collect.ts';
import { printable } from '../names.ts';
import { stdinPath, type Log } from './find-logs.ts';
import { createLineSplitter } from './line-splitter.ts';

export interface Reading {
  stdin: AsyncIterable<Buffer>;
  onBytes(bytes: number): void;
  /** A file that cannot be read, or not to its end, in words. */
  onProblem(problem: string): void;
}

/** Reads logs one after another, line by line. What was read of a file before it failed counts. */
export async function readLogs(
  logs: readonly Log[],
  { line, endLog }: Pick<Collector, 'line' | 'endLog'>,
  { stdin, onBytes, onProblem }: Reading,
): Promise<void> {
  const splitter = createLineSplitter(line);
  const buffer = Buffer.allocUnsafe(pieceSize);
  const readFile = async (path: string) => {
    try {
      for await (const piece of path === stdinPath ? stdin : readPieces(path, buffer)) {
        splitter.push(piece);
        onBytes(piece.length);
      }
    } catch (error) {
      onProblem(`${printable(path)} cannot be read: ${messageOf(error)}.`);
    }
    // The torn end of a file is no beginning of the next.
    splitter.end();
  };
  for (const log of logs) {
    for (const { path } of log) await readFile(path);
    endLog();
  }
}

const pieceSize = 1024 * 1024;

/** Each piece is written over the one before: buffers of their own would be a gigabyte of garbage. */
async function* readPieces(path: string, buffer: Buffer): AsyncGenerator<Buffer> {
  await using file = await open(path);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
