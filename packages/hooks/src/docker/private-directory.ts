import { mkdtemp, readdir, rm } from 'node:fs/promises';
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
  const directory = await makePrivateDirectory(parent);
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Removes what killed hooks left in `parent`. Only for a moment when no other hook call runs. */
export async function sweepPrivateDirectories(parent: string): Promise<void> {
  const names = await readdir(parent);
  const stale = names.filter((name) => name.startsWith(prefix));
  await Promise.all(stale.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

async function makePrivateDirectory(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, prefix));
  } catch (error) {
    throw temporaryError(`A private directory in ${parent} (RUNNER_TEMP) cannot be made`, error);
  }
}
