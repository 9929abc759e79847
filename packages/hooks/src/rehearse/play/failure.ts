import { HookError, explain, messageOf } from '../../errors.ts';

/**
 * Why a step fails, when it is something that a person can act on: a mistake, a full disk, folders that
 * a step has removed.
 * @throws everything else, which is a bug
 */
export function failureOf(error: unknown): string {
  if (error instanceof HookError) return explain(error);
  if (typeof error !== 'object' || error === null || !('syscall' in error)) throw error;
  return `The rehearsal cannot use its folders: ${messageOf(error)}.`;
}
