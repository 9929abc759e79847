import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * The text of a file that an administrator or a workflow named. Read at once: a call of the hook has nothing else
 * to do, and each way through node's threads takes longer than the file.
 * @param largest KiB; a longer file is something else that got there by mistake
 * @throws Error of the file system, or one that says why it is not read
 */
export function readTextFile(file: string, largest: number): string {
  // Opening a fifo would not end, and what is looked at before it is opened may be one by then.
  const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) throw new Error('it is not a file');
    if (found.size > largest * 1024)
      throw new Error(
        `it has ${String(found.size)} bytes, at most ${String(largest)} KiB are read`,
      );
    return readFileSync(opened, 'utf8');
  } finally {
    closeSync(opened);
  }
}
