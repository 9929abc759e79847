import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ClientEnv } from '../docker/client-env.ts';
import { findProgram } from '../docker/locate.ts';

/** A helper that hangs must not hang the job. */
const timeout = 30_000;

/** Milliseconds between the polite and the final signal. */
const grace = 1000;

/** File name of a credential helper (docker docs, "docker login", credential helpers). */
export function helperProgram(helper: string): string {
  return `docker-credential-${helper}`;
}

/**
 * Helper for ECR hosts that the docker config does not cover.
 * @param setting HOOK_ECR_HELPER: a name, `off`, or undefined for the first one on `path`
 */
export function resolveEcrHelper(setting: string | undefined, path: string): string | undefined {
  if (setting === 'off') return undefined;
  if (setting !== undefined) return setting;
  return ['ecr-login', 'ecr-auth'].find((helper) => findProgram(helperProgram(helper), path));
}

/** Whether a helper has something for a key of the docker config: its `get` exits with 0. */
export function helperAnswers(
  helper: string,
  key: string,
  env: ClientEnv,
  signal?: AbortSignal,
): Promise<boolean> {
  return callHelper(helper, 'get', key, env, signal);
}

/**
 * Makes a helper forget a token that the registry has refused. Only helpers of ECR have a cache: any
 * other would delete what an administrator has stored.
 * @returns whether there is a reason to try again
 */
export async function dropCachedToken(
  helper: string,
  host: string,
  env: ClientEnv,
  signal?: AbortSignal,
): Promise<boolean> {
  if (helper === 'ecr-auth') return callHelper(helper, 'erase', host, env, signal);
  if (helper !== 'ecr-login') return false;
  // It has no command for that; the file is made anew at the next `get`.
  const directory = env['AWS_ECR_CACHE_DIR'] ?? join(env['HOME'] ?? homedir(), '.ecr');
  await rm(join(directory, 'cache.json'), { force: true }).catch(() => undefined);
  return true;
}

async function callHelper(
  helper: string,
  action: 'get' | 'erase',
  key: string,
  env: ClientEnv,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const program = findProgram(helperProgram(helper), env['PATH'] ?? '');
  if (program === undefined) return false;
  const { execa } = await import('execa');
  // The answer holds the secret: it is neither kept nor shown.
  const { exitCode } = await execa(program, [action], {
    env,
    extendEnv: false,
    input: key,
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout,
    forceKillAfterDelay: grace,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  signal?.throwIfAborted();
  return exitCode === 0;
}
