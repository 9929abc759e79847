import { readFile, stat } from 'node:fs/promises';

/**
 * The text of a file that an administrator named.
 * @param largest KiB; a longer file is something else that got there by mistake
 * @throws Error of the file system, or one that says why it is not read
 */
export async function readTextFile(file: string, largest: number): Promise<string> {
  const found = await stat(file);
  // Reading a fifo or a device would not end.
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > largest * 1024)
    throw new Error(`it has ${String(found.size)} bytes, at most ${String(largest)} KiB are read`);
  return readFile(file, 'utf8');
}
