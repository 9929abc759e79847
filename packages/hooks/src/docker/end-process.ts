import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../errors.ts';

/** Milliseconds that a process gets to end by itself. */
export const grace = 1000;

export interface EndOptions {
  /** The process leads a group of its own: docker and the credential helper that it started. */
  group: boolean;
  /** See whenClosed. */
  closed: Promise<void>;
}

/** Resolves when nobody holds the output of a process any more; to be asked for at its start. */
export function whenClosed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
}

/**
 * Ends a docker process: politely, then for good. A credential helper outlives the docker client
 * that asked it and holds its output open, so the two end as one group.
 */
export async function endProcess(
  child: ChildProcess,
  { group, closed }: EndOptions,
): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const target = group ? -pid : pid;
  const isAlive = () =>
    group ? kill(target, 0) !== 'ESRCH' : child.exitCode === null && child.signalCode === null;
  const end = Date.now() + grace;
  if (isAlive()) kill(target, 'SIGTERM');
  while (isAlive() && Date.now() < end) await sleep(20);
  // Another user's process, as of a wrapper with sudo, cannot be ended: nobody waits for it.
  if (isAlive() && kill(target, 'SIGKILL') !== undefined) return;
  await closed;
}

/** Why the signal could not be sent: `ESRCH` (nobody is there) or `EPERM` (not ours). */
function kill(target: number, signal: NodeJS.Signals | 0): string | undefined {
  try {
    process.kill(target, signal);
    return undefined;
  } catch (error) {
    return codeOf(error) ?? 'unknown';
  }
}
