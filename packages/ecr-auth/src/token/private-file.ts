import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { codeOf } from '../errors.ts';

/** More than any entry; a file of this size is not ours. */
const longestFile = 64 * 1024;

/**
 * A file that only this user can read and write; undefined if there is none.
 * @throws Error that says what is wrong with a file that others could have written or can read
 */
export function readPrivateFile(path: string): string | undefined {
  const file = openIfPresent(path);
  if (file === undefined) return undefined;
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > longestFile)
      throw new Error(`${path} is not one of its files`);
    if (stat.uid !== process.geteuid?.()) throw new Error(`${path} belongs to another user`);
    if ((stat.mode & 0o077) !== 0) throw new Error(`${path} is open to other users`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Whoever reads the file sees the old content or the new one, never a part: rename(2) is atomic.
 * @throws Error of the file system
 */
export function replacePrivateFile(path: string, content: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(draft, content, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * A directory in which nobody else can put, swap or read anything. One of ours that is too open is
 * closed.
 * @throws Error that says what is wrong with it
 */
export function ensurePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (!stat.isDirectory()) throw new Error(`${path} is not a directory`);
  if (stat.uid !== process.geteuid?.()) throw new Error(`${path} belongs to another user`);
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
}
