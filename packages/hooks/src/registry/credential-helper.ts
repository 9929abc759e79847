import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '../consume.ts';
import type { ClientEnv } from '../docker/client-env.ts';
import type { RegistryCredentials } from '../docker/docker.ts';
import { endProcess, whenClosed } from '../docker/end-process.ts';
import { findProgram } from '../docker/locate.ts';
import { object, parseAs, parseJson, text } from '../shape.ts';

/** Milliseconds: a helper that hangs must not hang the job. */
const timeout = 30_000;

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
  return callHelper(helper, 'get', key, env, signal).then((answer) => answer !== undefined);
}

/** What a helper says (docker-credential-helpers, `credentials.go`). */
const HelperAnswer = object({ Username: text, Secret: text });

/** The name that stands for an identity token (docker/cli, `credentials/native_store.go`). */
const tokenName = '<token>';

/**
 * What a helper has for a key of the docker config, as the daemon takes it.
 * @returns undefined where it has nothing or fails: docker then asks the registry without credentials
 */
export async function helperCredentials(
  helper: string,
  key: string,
  env: ClientEnv,
  signal: AbortSignal,
): Promise<RegistryCredentials | undefined> {
  const answer = parseAs(
    HelperAnswer,
    parseJson((await callHelper(helper, 'get', key, env, signal)) ?? ''),
  );
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
    return (await callHelper(helper, 'erase', host, env, signal)) !== undefined;
  }
  if (helper !== 'ecr-login') return false;
  // It has no command for that; the file is made anew at the next `get`.
  const directory = env['AWS_ECR_CACHE_DIR'] ?? join(env['HOME'] ?? homedir(), '.ecr');
  await rm(join(directory, 'cache.json'), { force: true }).catch(() => undefined);
  return true;
}

/** What it says on stdout, which may be a secret; undefined when it fails or is not there. */
async function callHelper(
  helper: string,
  action: 'get' | 'erase',
  key: string,
  env: ClientEnv,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const program = findProgram(helperProgram(helper), env['PATH'] ?? '');
  if (program === undefined) return undefined;
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
  const late = setTimeout(end, timeout);
  signal?.addEventListener('abort', end, { once: true });
  const said = textOf(child.stdout, largest).catch(() => '');
  const exitCode = await exited.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener('abort', end);
  });
  signal?.throwIfAborted();
  return exitCode === 0 ? said : undefined;
}
