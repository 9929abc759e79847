import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../support/environment.ts';
import { awsIdentity, dockerConfig, ecr } from '../support/fixtures.ts';
import { bundledNode } from '../support/nodes.ts';
import { projectFolder } from '../support/project.ts';
import { createRunner, type Runner, type RunnerOptions } from '../support/runner.ts';

/** A hook that is measured. */
export interface Hook {
  name: string;
  /** Ours as it comes: it has a target. */
  isOurs?: boolean;
  /** Its program; ours when undefined. */
  program?: string | undefined;
  /** More of the runner's environment. */
  env?: Readonly<Record<string, string>>;
}

/** A runner that has a hook, and what it read of its output. */
export interface Subject {
  hook: Hook;
  runner: Runner;
  output: { lines: number; bytes: number };
}

export interface SubjectOptions extends Pick<RunnerOptions, 'env' | 'nodeArguments'> {
  /** Leaves the output in the record of each call instead of counting it. */
  keepsOutput?: boolean;
}

export const ours: Hook = { name: 'hook', isOurs: true };

/** Ours as it is installed: compiled ahead. */
export async function installHook(environment: Environment): Promise<Hook> {
  const folder = join(environment.directory, 'installed-hook');
  cpSync(join(projectFolder(), 'packages/hooks/dist'), folder, { recursive: true });
  const { exitCode, stderr } = await environment.run(
    [bundledNode('node20'), join(folder, 'cli.js'), 'compile'],
    {
      env: { PATH: environment.path },
    },
  );
  if (exitCode !== 0) throw new Error(stderr);
  return { ...ours, program: join(folder, 'index.js') };
}

export const floor: Hook = {
  name: 'floor',
  program: join(projectFolder(), 'test/dist/floor.js'),
};

/** Starts services one after another, as the built-in runner does; the other one starts all at once. */
export const floorInOrder: Hook = {
  ...floor,
  name: 'floor, in order',
  env: { FLOOR_STARTS: 'in order' },
};

/** Ours with services that start one after another: to compare with the floor that does so. */
export const inTurn: Hook = {
  name: `${ours.name}, in turn`,
  env: { HOOK_SERVICE_STARTS: 'in-turn' },
};

export function createSubject(
  environment: Environment,
  hook: Hook,
  { env, keepsOutput = false, ...options }: SubjectOptions = {},
): Subject {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } });
  const output = { lines: 0, bytes: 0 };
  const count = (chunk: Buffer) => {
    output.bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) output.lines += 1;
  };
  const runner = createRunner(environment, {
    ...options,
    ...(hook.program !== undefined && { installed: { hook: hook.program } }),
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...hook.env, ...env },
    ...(!keepsOutput && { takeOutput: count }),
  });
  return { hook, runner, output };
}
