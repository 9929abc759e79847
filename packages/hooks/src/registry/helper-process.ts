import { textOf } from '../consume.ts';
import type { ClientEnv } from '../docker/client-env.ts';
import { endProcess, whenClosed } from '../docker/end-process.ts';
import { findProgram } from '../docker/locate.ts';

/** Seconds: a helper that hangs must not hang the job. */
const patience = 30;

/** Bytes of an answer; those of ECR have about 3,000. */
const largest = 1024 * 1024;

/** File name of a credential helper (docker docs, "docker login", credential helpers). */
export function helperProgram(helper: string): string {
  return `docker-credential-${helper}`;
}

export interface HelperLimit {
  seconds?: number;
  signal?: AbortSignal | undefined;
}

/** What a helper came to. */
export interface HelperOutput {
  /** It may be a secret; undefined when the helper fails or is not there. */
  stdout?: string | undefined;
  isLate: boolean;
}

/** Starts a helper as docker does: the action as its argument, the key on stdin. */
export async function callHelper(
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
  const end = () => void endProcess(child, { group: true, closed });
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
