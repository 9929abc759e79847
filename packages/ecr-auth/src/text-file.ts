import { readFileSync, statSync } from 'node:fs';

/** Bytes. A longer one is something else that got there by mistake. */
const largest = 4 * 1024 * 1024;

/**
 * The text of a file that an administrator named.
 * @throws Error of the file system, or one that says why it is not read
 */
export function readTextFile(path: string): string {
  const found = statSync(path);
  // Reading a fifo or a device would not end. A directory is refused by name when it is read.
  if (!found.isFile() && !found.isDirectory()) throw new Error('it is not a file');
  if (found.size > largest) throw new Error(`it has ${found.size} bytes, at most 4 MiB are read`);
  return readFileSync(path, 'utf8');
}
