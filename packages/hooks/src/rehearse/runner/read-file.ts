import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Reads a text file from a folder that containers write to, where something else could have been put
 * in its place: a link out of the folder, a pipe that never ends.
 * @throws Error that says what it is instead, and system errors
 */
export function readFileSafely(path: string, largest: number): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Error('it is not a file');
    if (found.size > largest) {
      throw new Error(`it has ${String(found.size)} bytes, at most ${String(largest)} are read`);
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
