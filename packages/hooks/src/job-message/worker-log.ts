import { closeSync, constants, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HookError } from '../errors.ts';
import type { Budget } from './budget.ts';
import { findEnd, findHeader } from './job-message.ts';
import { findOpenLog, findWorker, logName } from './worker-process.ts';

const megabyte = 1024 * 1024;

/** Few lines stand before the job message; a page that begins otherwise is a later one. */
const headerWithin = megabyte;

export interface FoundMessage {
  text: string;
  /** The Worker still writes to the file it is from. A closed page could be another job's. */
  isOpen: boolean;
}

export interface LogQuery {
  /** `/proc`. */
  proc: string;
  parentPid: number;
  budget: Budget;
}

/**
 * The job message in the log of the Worker that started the hook. It is complete before the first
 * step. After 8 MB the Worker goes on in another file (`HostTraceListener.cs`), so a large message
 * may lie in an older one.
 * @throws HookError when there is none within the budget, and system errors
 */
export function readJobMessage({ proc, parentPid, budget }: LogQuery): FoundMessage {
  const log = findOpenLog(proc, findWorker(proc, parentPid), budget);
  const open = readPage(log.descriptor, 0, budget);
  if (open !== undefined) return { text: open, isOpen: true };
  const older = readdirSync(log.folder).filter((name) => logName.test(name) && name < log.name);
  for (const name of older.sort().reverse()) {
    budget.checkTime();
    // The folder is the runner's own, yet what lies in it by now need not be a log.
    const text = readPage(join(log.folder, name), constants.O_NOFOLLOW, budget);
    if (text !== undefined) return { text, isOpen: false };
  }
  throw new HookError('the log holds no job message');
}

/** The message of one page; undefined when the page does not begin with one. */
function readPage(path: string, flags: number, budget: Budget): string | undefined {
  // O_NONBLOCK: a pipe of that name must not hold the job up.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new HookError('the log is no file');
    const page = Buffer.allocUnsafe(Math.min(status.size, budget.bytesLeft()));
    return readMessage(file, page, budget, status.size > page.length);
  } finally {
    closeSync(file);
  }
}

function readMessage(
  file: number,
  page: Buffer,
  budget: Budget,
  isCut: boolean,
): string | undefined {
  let length = 0;
  let start: number | undefined;
  while (length < page.length) {
    budget.checkTime();
    const read = readSync(file, page, length, Math.min(megabyte, page.length - length), length);
    if (read === 0) break;
    budget.spend(read);
    // The line that ends the message may be cut by the border of two reads.
    const from = Math.max(start ?? 0, length - 2);
    length += read;
    start ??= findHeader(page.subarray(0, Math.min(length, headerWithin)));
    if (start === undefined && length >= headerWithin) return undefined;
    const end =
      start === undefined ? undefined : findEnd(page.subarray(0, length), Math.max(start, from));
    if (end !== undefined) return page.toString('utf8', start, end);
  }
  if (start === undefined && !isCut) return undefined;
  throw new HookError(isCut ? 'the log is too large' : 'the job message in the log has no end');
}
