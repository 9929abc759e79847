import { open } from 'node:fs/promises';
import { messageOf } from '../../errors.ts';
import type { Collector } from '../counts/collect.ts';
import { stdinPath, type Log } from './find-logs.ts';
import { createLineSplitter } from './line-splitter.ts';
import { printable } from '../names.ts';

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
  for (const log of logs) {
    for (const { path } of log) {
      const pieces = path === stdinPath ? stdin : readPieces(path);
      await readLines(pieces, line, onBytes).catch((error: unknown) => {
        onProblem(`${printable(path)} cannot be read: ${messageOf(error)}.`);
      });
    }
    endLog();
  }
}

/** Each file has a splitter of its own: the torn end of one is no beginning of the next. */
async function readLines(
  pieces: AsyncIterable<Buffer>,
  onLine: Collector['line'],
  onBytes: Reading['onBytes'],
): Promise<void> {
  const splitter = createLineSplitter(onLine);
  try {
    for await (const piece of pieces) {
      splitter.push(piece);
      onBytes(piece.length);
    }
  } finally {
    splitter.end();
  }
}

const pieceSize = 1024 * 1024;

/** A piece is good until the next one, which is written over it: garbage would be a gigabyte. */
async function* readPieces(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafe(pieceSize);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, pieceSize);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
