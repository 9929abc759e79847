/** The command `hooks rehearse` inside of an environment. */
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Environment, RunResult } from './environment.ts';
import { awsIdentity, dockerConfig } from './fixtures.ts';
import { projectFolder } from './project.ts';

export interface Rehearsal {
  /** The folder of the workflow, as a clone of a repository would be. */
  folder: string;
  /** Where the command puts its temporary files. */
  temporary: string;
  /** Runs `hooks rehearse ci.yml` with more arguments and variables. */
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunResult>;
}

export interface RunningRehearsal {
  /** What it has printed so far. */
  said(): string;
  /** As Ctrl-C does. */
  interrupt(): Promise<void>;
  finished: Promise<{ stdout: string; stderr: string }>;
}

const cli = join(projectFolder(), 'packages/hooks/dist/cli.js');

/** A folder with these files, of which `ci.yml` is the workflow. */
export function createRehearsal(
  environment: Environment,
  files: Readonly<Record<string, string>>,
): Rehearsal {
  const folder = join(environment.directory, `clone-${randomUUID().slice(0, 8)}`);
  const temporary = join(environment.directory, `tmp-${randomUUID().slice(0, 8)}`);
  mkdirSync(temporary);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const variables = {
    ...awsIdentity(environment),
    PATH: environment.path,
    HOME: join(environment.directory, 'home'),
    TMPDIR: temporary,
    DOCKER_HOST: environment.dockerHost,
    HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
  };
  const command = (args: readonly string[]) => [
    process.execPath,
    cli,
    'rehearse',
    join(folder, 'ci.yml'),
    ...args,
  ];
  return {
    folder,
    temporary,
    run: (args = [], env = {}) => environment.run(command(args), { env: { ...variables, ...env } }),
  };
}
