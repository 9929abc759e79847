import { realpath } from 'node:fs/promises';
import { readAdminFile } from '../admin-file/read-admin-file.ts';
import { isAtOrBelow } from '../container/path-map.ts';
import { HookError, messageOf } from '../errors.ts';
import { PolicyFile, type Allow } from './policy-file.ts';

/** A policy and where it stands. */
export interface Policy {
  file: string;
  allow: Allow;
}

/**
 * Reads a policy file, JSON or YAML, whatever its name.
 * @throws HookError that says what is wrong with it, on which line or entry
 */
export async function readPolicy(file: string): Promise<Policy> {
  const { allow } = await readAdminFile(file, PolicyFile).catch((cause: unknown) => {
    throw unusable(file, messageOf(cause), cause);
  });
  return { file, allow };
}

/**
 * The policy of a job: without one that can be used, nothing runs.
 * @param workFolder of the runner: the workflows that a policy is for write there
 * @throws HookError
 */
export async function readPolicyForJob(file: string, workFolder: string): Promise<Policy> {
  const policy = await readPolicy(file);
  if (isAtOrBelow(await realpath(file), await realpath(workFolder))) {
    throw unusable(file, `it lies in the work folder of the runner, where workflows can write`);
  }
  return policy;
}

function unusable(file: string, why: string, cause?: unknown): HookError {
  return new HookError(
    `The policy file ${file} (HOOK_POLICY_FILE) cannot be used: ${why}. Without it no container is started.`,
    { hint: 'docs/policy.md explains the file, and `hooks policy` checks it.', cause },
  );
}
