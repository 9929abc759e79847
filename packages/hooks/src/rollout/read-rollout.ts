import { readAdminFile } from '../admin-file/read-admin-file.ts';
import { HookError, messageOf } from '../errors.ts';
import { featureNames } from '../features.ts';
import { RolloutFile } from './rollout-file.ts';

export interface ReadRollout {
  rollout: RolloutFile;
  /** Features in it that this release does not know: of a newer one, or misspelt. */
  unknown: readonly string[];
}

/**
 * Reads a rollout file, JSON or YAML, whatever its name.
 * @throws HookError that says what is wrong with it, on which line or entry
 */
export async function readRollout(file: string): Promise<ReadRollout> {
  const rollout = await readAdminFile(file, RolloutFile).catch((cause: unknown) => {
    throw new HookError(`The rollout file ${file} cannot be used: ${messageOf(cause)}.`, {
      hint: 'docs/rollout.md explains the file, and `hooks rollout` checks it.',
      cause,
    });
  });
  const known: readonly string[] = featureNames;
  const unknown = Object.keys(rollout.features).filter((name) => !known.includes(name));
  return { rollout, unknown };
}
