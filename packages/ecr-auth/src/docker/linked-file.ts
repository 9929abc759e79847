import {
  chmodSync,
  chownSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../errors.ts';
import { readTextFile } from '../text-file.ts';

/**
 * Replaces the content in one step. A new file is for this user alone; an old one keeps its mode and,
 * if this is root, its owner.
 * @throws Error of the file system; no draft is left behind
 */
export function replaceFile(path: string, content: string): void {
  const old = statSync(path, { throwIfNoEntry: false });
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    if (old && process.geteuid?.() === 0) chownSync(draft, old.uid, old.gid);
    if (old) chmodSync(draft, old.mode & 0o777);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Where a link leads, even if nothing is there yet: docker writes through such a link as well
 * (docker/cli `cli/config/configfile/file.go`, `Save`).
 * @throws Error of the file system, for example for links that lead in a circle
 */
export function realFile(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const target = linkTarget(path);
    return target === undefined ? path : realFile(target);
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return resolve(realpathSync(dirname(path)), readlinkSync(path));
  } catch (error) {
    // EINVAL: not a link, but a file that appeared just now.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EINVAL') return undefined;
    throw error;
  }
}

/**
 * The text of a file; undefined if there is none.
 * @throws Error of the file system, or one that says why it is not read
 */
export function readIfPresent(path: string): string | undefined {
  try {
    return readTextFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
