import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { codeOf } from '../errors.ts';
import type { CallEvent } from './event.ts';

/** In how many files the log is kept; the oldest goes when a new one is begun. */
const files = 8;

const fileName = /^hook-events-(\d{6,12})\.jsonl$/;

/**
 * Appends a line to the newest `hook-events-NNNNNN.jsonl` of a directory, or to the next when that
 * one is full. Nothing is ever renamed and no lock is needed: processes that write at the same time
 * agree on the next number, and a line is one write to a file that is opened for appending.
 *
 * @param keepBytes size of the whole log
 */
export function appendEvent(
  directory: string,
  keepBytes: number,
  event: Omit<CallEvent, 'time'>,
): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const numbers = logNumbers(directory);
  const newest = numbers.at(-1) ?? 1;
  const isFull = sizeOf(join(directory, nameOf(newest))) >= keepBytes / files;
  const dest = join(directory, nameOf(isFull ? newest + 1 : newest));
  // Not pino's own destination: that one closes its file when nobody listens for errors any more.
  const write = (line: string) => {
    appendLine(dest, line);
  };
  pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write }).info(event);
  if (!isFull) return;
  for (const number of numbers.filter((old) => old <= newest + 1 - files)) {
    rmSync(join(directory, nameOf(number)), { force: true });
  }
}

/** Neither follows a link of either kind nor waits for the reader of a pipe that somebody has put there. */
function appendLine(file: string, line: string): void {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  const flags = O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_WRONLY;
  const descriptor = openSync(file, flags, 0o600);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new Error(`${file} is not a file`);
    if (found.nlink > 1) throw new Error(`${file} is another file, too`);
    writeSync(descriptor, line);
  } finally {
    closeSync(descriptor);
  }
}

function logNumbers(directory: string): number[] {
  const numbers = readdirSync(directory).flatMap((name) => fileName.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((one, other) => one - other);
}

function nameOf(number: number): string {
  return `hook-events-${String(number).padStart(6, '0')}.jsonl`;
}

function sizeOf(file: string): number {
  try {
    return lstatSync(file).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
