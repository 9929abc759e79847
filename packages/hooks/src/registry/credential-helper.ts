import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '../consume.ts';
import type { ClientEnv } from '../docker/client-env.ts';
import type { RegistryCredentials } from '../docker/docker.ts';
import { DockerError } from '../docker/docker-error.ts';
import { endProcess, whenClosed } from '../docker/end-process.ts';
import { findProgram } from '../docker/locate.ts';
import { object, parseAs, parseJson, text } from '../shape.ts';

/** Seconds: a helper that hangs must not hang the job. */
const patience = 30;

/** Milliseconds between the polite and the final signal. */
const grace = 1000;

/** Bytes of an answer; those of ECR have about 3,000. */
const largest = 1024 * 1024;

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
  await rm(join(directory, 'cache.json'), { force: true }).catch(() => undefined);
  return true;
}

interface HelperLimit {
  seconds?: number;
  signal?: AbortSignal | undefined;
}

interface HelperOutput {
  /** It may be a secret; undefined when the helper fails or is not there. */
  stdout?: string | undefined;
  isLate: boolean;
}

async function callHelper(
  helper: string,
  action: 'get' | 'erase',
  key: string,
  env: ClientEnv,
  { seconds = patience, signal }: HelperLimit,
): Promise<HelperOutput> {
  const program = findProgram(helperProgram(helper), env['PATH'] ?? '');
  if (program === undefined) return { isLate: false };
  const { spawn } = await import('node:child_process');
  signal?.throwIfAborted();
  // A group of its own: what the helper has started holds its output open, so they end together.
  const child = spawn(program, [action], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => {
      resolve(null);
    });
    child.once('close', resolve);
  });
  // It may end without having read what it was asked.
  child.stdin.on('error', () => undefined).end(key);
  const closed = whenClosed(child);
  const end = () => void endProcess(child, { group: true, grace, closed });
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    end();
  }, seconds * 1000);
  signal?.addEventListener('abort', end, { once: true });
  const said = textOf(child.stdout, largest).catch(() => '');
  const exitCode = await exited.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener('abort', end);
  });
  signal?.throwIfAborted();
  return { stdout: exitCode === 0 ? await said : undefined, isLate };
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
