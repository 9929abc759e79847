import type { Context } from '../context.ts';
import type { AppliedPolicy } from './apply-policy.ts';

/**
 * The administrator's policy; nothing is loaded where none is set. docs/policy.md
 * @throws HookError when there is one that cannot be used
 */
export async function findPolicy(
  context: Pick<Context, 'config' | 'client' | 'log'>,
): Promise<AppliedPolicy | undefined> {
  const { policyFile } = context.config;
  if (policyFile === undefined) return undefined;
  const { openPolicy } = await import('./apply-policy.ts');
  return openPolicy(policyFile, context);
}
