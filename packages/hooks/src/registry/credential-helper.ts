import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ClientEnv } from '../docker/client-env.ts';
import type { RegistryCredentials } from '../docker/docker.ts';
import { DockerError } from '../docker/docker-error.ts';
import { findProgram } from '../docker/locate.ts';
import { object, parseAs, parseJson, text } from '../shape.ts';
import { callHelper, helperProgram, type HelperLimit } from './helper-process.ts';

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
  return callHelper(helper, 'get', key, env, { signal }).then(({ stdout }) => stdout !== undefined);
}

/** What a helper says (docker-credential-helpers, `credentials.go`). */
const HelperAnswer = object({ Username: text, Secret: text });

/** The name that stands for an identity token (docker/cli, `credentials/native_store.go`). */
const tokenName = '<token>';

/**
 * What a helper has for a key of the docker config, as the daemon takes it.
 * @returns undefined where it has nothing or fails: docker then asks the registry without credentials
 * @throws DockerError when it does not answer
 */
export async function helperCredentials(
  helper: string,
  key: string,
  env: ClientEnv,
  limit: Required<HelperLimit>,
): Promise<RegistryCredentials | undefined> {
  const { stdout = '', isLate } = await callHelper(helper, 'get', key, env, limit);
  if (isLate) throw lateHelper(helper, key, limit.seconds);
  const answer = parseAs(HelperAnswer, parseJson(stdout));
  if (!answer.success) return undefined;
  const { Username: username, Secret: secret } = answer.data;
  return username === tokenName
    ? { identitytoken: secret, serveraddress: key }
    : { username, password: secret, serveraddress: key };
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
  if (helper === 'ecr-auth') {
    return (await callHelper(helper, 'erase', host, env, { signal })).stdout !== undefined;
  }
  if (helper !== 'ecr-login') return false;
  // It has no command for that; the file is made anew at the next `get`.
  const directory = env['AWS_ECR_CACHE_DIR'] ?? join(env['HOME'] ?? homedir(), '.ecr');
  try {
    rmSync(join(directory, 'cache.json'), { force: true });
  } catch {
    // The helper may have a better token all the same.
  }
  return true;
}

function lateHelper(helper: string, key: string, seconds: number): DockerError {
  const program = helperProgram(helper);
  return new DockerError({
    operation: `${program} get`,
    exitCode: undefined,
    stderr: `timeout: the credential helper has said nothing of ${key} for ${String(seconds)} s`,
    hint: `Try it as the user of the runner: echo ${key} | ${program} get`,
  });
}
