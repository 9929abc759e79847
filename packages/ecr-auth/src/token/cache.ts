import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EcrAuthError } from '../errors.ts';
import { codeOf, messageOf } from '../errors.ts';
import {
  formatEntry,
  formatFailure,
  parseEntry,
  parseFailure,
  type Entry,
  type Failure,
} from './entry.ts';
import { ensurePrivateDirectory, readPrivateFile, replacePrivateFile } from './private-file.ts';

/**
 * Tokens shared by all processes of a user: one file per key, so that no process has to read, change
 * and write what another one is writing. A cache that cannot be used is no reason to fail; it is
 * reported once.
 */
export interface TokenCache {
  read(key: string): Entry | undefined;
  write(key: string, entry: Entry): void;
  drop(key: string): void;
  /** What is written down of the last try to get a token, if it failed. */
  readFailure(key: string): Failure | undefined;
  writeFailure(key: string, error: EcrAuthError, at: Date): void;
  /** All entries, whoever they belong to. */
  list(): Entry[];
  /** Where to lock; undefined while the cache cannot be written. */
  lockPath(key: string): string | undefined;
}

/** An abandoned draft is a leftover of a process that was killed while writing. */
const draftLifeMs = 60_000;

export function openCache(directory: string, warn: (text: string) => void): TokenCache {
  const folder = join(directory, 'v1');
  let broken = false;
  let prepared = false;

  /** Undefined instead of an error: the first one is told, the cache is left alone from then on. */
  const attempt = <T>(action: () => T): T | undefined => {
    if (broken) return undefined;
    try {
      return action();
    } catch (error) {
      broken = true;
      const why = codeOf(error) ? `${codeOf(error)} (${messageOf(error)})` : messageOf(error);
      warn(`The token cache is not used: ${why}. Set ECR_AUTH_CACHE_DIR to a private directory.`);
      return undefined;
    }
  };
  const prepare = () => {
    if (prepared) return;
    ensurePrivateDirectory(directory);
    ensurePrivateDirectory(folder);
    sweepDrafts(folder);
    prepared = true;
  };
  const pathOf = (name: string) => join(folder, name);
  const remove = (name: string) => rmSync(pathOf(name), { force: true });

  return {
    read: (key) =>
      attempt(() => {
        const content = readPrivateFile(pathOf(`${key}.json`));
        return content === undefined ? undefined : parseEntry(key, content);
      }),
    write: (key, entry) =>
      attempt(() => {
        prepare();
        replacePrivateFile(pathOf(`${key}.json`), formatEntry(key, entry));
        remove(`${key}.failure`);
      }),
    drop: (key) => attempt(() => remove(`${key}.json`)),
    readFailure: (key) =>
      attempt(() => parseFailure(readPrivateFile(pathOf(`${key}.failure`)) ?? '')),
    writeFailure: (key, error, at) =>
      attempt(() => {
        prepare();
        replacePrivateFile(pathOf(`${key}.failure`), formatFailure({ at, error }));
      }),
    list: () =>
      attempt(() =>
        namesIn(folder)
          .filter((name) => name.endsWith('.json'))
          .flatMap((name) => {
            const content = readPrivateFile(pathOf(name)) ?? '';
            return parseEntry(name.slice(0, -'.json'.length), content) ?? [];
          }),
      ) ?? [],
    lockPath: (key) =>
      attempt(() => {
        prepare();
        return pathOf(`${key}.lock`);
      }),
  };
}

function sweepDrafts(folder: string): void {
  for (const name of namesIn(folder).filter((name) => name.endsWith('.tmp'))) {
    const path = join(folder, name);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - modified > draftLifeMs) rmSync(path, { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
