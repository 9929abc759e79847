import {
  constants,
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
} from 'node:fs';
import { join } from 'node:path';

/** @param isPrivate nobody but its owner can read it */
export type SeeFile = (path: string, content: Buffer, isPrivate: boolean) => void;

/**
 * Reads a file, or all below a folder. Links are not followed; pipes, sockets and what is gone by then are
 * left out.
 *
 * @param enter is told each folder; with `false` it leaves it out
 */
export function readFiles(
  path: string,
  see: SeeFile,
  enter: (folder: string) => boolean = () => true,
): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    if (!enter(path)) return;
    for (const name of namesIn(path)) readFiles(join(path, name), see, enter);
  } else if (stat?.isFile()) readOne(path, see);
}

function readOne(path: string, see: SeeFile): void {
  let file;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const isPrivate = isClosed(fstatSync(file).mode);
    see(path, readFileSync(file), isPrivate);
  } catch {
    // It is gone, or a pipe by now.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function isClosed(mode: number): boolean {
  return (mode & 0o077) === 0;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
