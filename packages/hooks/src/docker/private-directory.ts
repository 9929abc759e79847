import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HookError, messageOf } from '../errors.ts';

const prefix = 'ecr-runner-hooks-';

/** RUNNER_TEMP cannot be used. @param what ends before the colon and the reason */
export function temporaryError(what: string, cause: unknown): HookError {
  return new HookError(`${what}: ${messageOf(cause)}.`, {
    hint: 'Check that the folder exists, is writable for the runner user and has space left.',
    cause,
  });
}

/**
 * Runs `use` with a directory that only the runner user can enter (0700, unpredictable name), and
 * removes it whatever happens. One that a killed hook leaves is removed by the next sweep.
 *
 * @throws HookError when the directory cannot be made
 */
export async function withPrivateDirectory<T>(
  parent: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = makePrivateDirectory(parent);
  try {
    return await use(directory);
  } finally {
    remove(directory);
  }
}

/**
 * Removes what killed hooks left in `parent`. Only for a moment when no other hook call runs.
 * @throws the first error, when all that can go is gone
 */
export function sweepPrivateDirectories(parent: string): void {
  const stale = readdirSync(parent).filter((name) => name.startsWith(prefix));
  const failures: unknown[] = [];
  for (const name of stale) {
    try {
      remove(join(parent, name));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function makePrivateDirectory(parent: string): string {
  try {
    return mkdtempSync(join(parent, prefix));
  } catch (error) {
    throw temporaryError(`A private directory in ${parent} (RUNNER_TEMP) cannot be made`, error);
  }
}
