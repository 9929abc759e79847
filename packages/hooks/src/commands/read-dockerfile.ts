import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { isAtOrBelow } from '../container/path-map.ts';
import { HookError, messageOf } from '../errors.ts';
import { readTextFile } from '../text-file.ts';

/** KiB; the daemon's own limit is in the same order. */
const largest = 1024;

/**
 * The Dockerfile of an action. Workflows write where it lies: a link of theirs must not show them a file of
 * the runner, and what is no file must not hold the hook.
 * @throws HookError
 */
export function readDockerfile(file: string, { config }: Pick<Context, 'config'>): string {
  try {
    const work = dirname(config.tempDirectory);
    const real = realpathSync.native(file);
    if (!isAtOrBelow(real, realpathSync.native(work))) {
      throw new Error(`${file} leads to ${real}, out of the work folder of the runner (${work})`);
    }
    return readTextFile(real, largest);
  } catch (cause) {
    throw new HookError(`The Dockerfile of the action cannot be read: ${messageOf(cause)}.`, {
      hint: 'For an action in the repository, check out the repository first.',
      cause,
    });
  }
}
