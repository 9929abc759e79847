import type { ClientEnv } from '../docker/client-env.ts';
import { findProgram } from '../docker/locate.ts';

/** A store that hangs must not hang the job. */
const timeout = 30_000;

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

/** Whether a credential store has something for a key: its `get` exits with 0. */
export async function storeAnswers(store: string, key: string, env: ClientEnv): Promise<boolean> {
  const program = findProgram(helperProgram(store), env['PATH'] ?? '');
  if (program === undefined) return false;
  const { execa } = await import('execa');
  // The answer holds the secret: it is neither kept nor shown.
  const { exitCode } = await execa(program, ['get'], {
    env,
    extendEnv: false,
    input: key,
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout,
  });
  return exitCode === 0;
}
