import type { ChildProcess } from 'node:child_process';
import { codeOf } from '../errors.ts';

export interface EndOptions {
  /** The process leads a group of its own: docker and the credential helper that it started. */
  group: boolean;
  /** Milliseconds between the polite and the final signal. */
  grace: number;
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
  { group, grace, closed }: EndOptions,
): Promise<void> {
  const { pid, exitCode, signalCode } = child;
  const hasExited = exitCode !== null || signalCode !== null;
  if (pid === undefined || (hasExited && !group)) return;
  const target = group ? -pid : pid;
  kill(target, 'SIGTERM');
  const timer = setTimeout(() => {
    kill(target, 'SIGKILL');
  }, grace);
  await closed;
  clearTimeout(timer);
}

function kill(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
