import { resolve } from 'node:path';
import { UsageError, type Values } from './arguments.ts';

export interface CheckedFile {
  command: 'policy' | 'rollout';
  /** What the variable of the hook says that names such a file. */
  fromEnv: string | undefined;
  /** Said when nothing names one. */
  none: string;
}

/**
 * The file that a command checks: its argument, else what the hook itself would read. The variable is not
 * read by parseConfig, which wants all that a runner sets.
 * @throws UsageError when there is none, or more than one
 */
export function checkedFile(values: Values, { command, fromEnv, none }: CheckedFile): string {
  const [file = fromEnv?.trim(), ...rest] = values.positionals;
  const hint = 'See --help.';
  if (rest.length > 0) throw new UsageError(`One ${command} file is checked at a time.`, { hint });
  if (file) return resolve(file);
  throw new UsageError(none, { hint });
}
