import { findProgram } from './find-program.ts';
import { fail, ok, type Finding } from './finding.ts';

/** The helpers that the hook looks for, in its order (docs/registry-auth.md). */
const preset = ['ecr-login', 'ecr-auth'];

/** The credential helper that the hook takes for an ECR host which its docker config does not cover. */
export function hookHelper(env: NodeJS.ProcessEnv): string | undefined {
  const setting = env['HOOK_ECR_HELPER']?.trim();
  if (setting === 'off') return undefined;
  if (setting) return setting;
  return preset.find((name) => findProgram(`docker-credential-${name}`, env['PATH'] ?? ''));
}

/** Whether the hook would have one. */
export function checkHookHelper(host: string, env: NodeJS.ProcessEnv): Finding {
  const helper = hookHelper(env);
  if (helper !== undefined)
    return ok('coverage', `${host} is not listed; the hook takes docker-credential-${helper}`);
  const why = env['HOOK_ECR_HELPER']
    ? 'HOOK_ECR_HELPER is off'
    : `neither docker-credential-ecr-login nor docker-credential-ecr-auth is on PATH (${env['PATH'] ?? ''})`;
  return fail(
    'coverage',
    `${host} is not listed, and the hook has no helper for it: ${why}`,
    `Let the runner have one of the two on its PATH, or run \`ecr-auth config --registry ${host}\`.`,
  );
}
