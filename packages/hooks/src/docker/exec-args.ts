import type { EnvCarrier } from './container-env.ts';

export interface ExecSpec {
  container: string;
  workdir: string | undefined;
  command: readonly string[];
}

/** `docker exec`: apart from the other commands (args.ts), as a script step needs no more than this one. */
export function execArgs(spec: ExecSpec, env: EnvCarrier['args']): string[] {
  const { container, workdir, command } = spec;
  return ['exec', ...(workdir ? ['--workdir', workdir] : []), ...env, '--', container, ...command];
}
