import { readFileSync } from 'node:fs';
import { EcrAuthError } from '../errors.ts';

/**
 * An end to everything: the credential providers of the SDK take no signal, and some of them wait
 * for a program of the user.
 * @throws EcrAuthError when the time is up; what was begun is left to the end of the process
 */
export async function withDeadline<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      endChildren();
      reject(tooLong(timeoutMs));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(timeoutMs: number): EcrAuthError {
  return new EcrAuthError(`AWS gave no token within ${timeoutMs / 1000} s.`, {
    reason: 'timeout',
    hint: 'Check network, proxy and, if there is one, the credential_process of the profile; ECR_AUTH_TIMEOUT sets the limit.',
  });
}

/** A `credential_process` that hangs would outlive this process, and so would what its shell started. */
function endChildren(): void {
  for (const pid of descendantsOf(process.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

/** By proc(5), `children`; on a system without it there is nothing that names them. */
function descendantsOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    const pids = children.split(' ').filter(Boolean).map(Number);
    return pids.flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return [];
  }
}
