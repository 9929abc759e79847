import { resolve } from 'node:path';
import { UsageError, type Values } from './arguments.ts';

/** Variable of the hook that names the file which a command checks. */
const variables = { policy: 'HOOK_POLICY_FILE', rollout: 'HOOK_ROLLOUT_FILE' } as const;

/**
 * The file that a command checks: its argument, else what the hook itself would read. The variable is not
 * read by parseConfig, which wants all that a runner sets.
 * @throws UsageError when there is none, or more than one
 */
export function checkedFile(
  command: keyof typeof variables,
  values: Values,
  env: NodeJS.ProcessEnv,
): string {
  const variable = variables[command];
  const [file = env[variable]?.trim(), ...rest] = values.positionals;
  if (rest.length > 0)
    throw new UsageError(`One ${command} file is checked at a time.`, { hint: 'See --help.' });
  if (file) return resolve(file);
  throw new UsageError(`No ${command} file is named, and ${variable} is not set.`, {
    hint: 'See --help.',
  });
}
