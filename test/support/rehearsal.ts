/** The command `hooks rehearse` inside of an environment. */
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Report } from '../../packages/hooks/src/rehearse/result.ts';
import { startEnvironment, type Environment, type RunResult } from './environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './fixtures.ts';
import { projectFolder } from './project.ts';

export type RehearsalReport = Report;

/** For job containers and actions. */
export const image = `${ecr}/app:1`;
/** A service that answers with PONG. */
export const cache = `${ecr}/team/redis:7`;

/** An environment whose registry has both. */
export async function startRehearsing(): Promise<Environment> {
  const environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([cache], { cmd: pongServer });
  return environment;
}

export interface Rehearsal {
  /** The folder of the workflow, as a clone of a repository would be. */
  folder: string;
  /** Where the command puts its temporary files. */
  temporary: string;
  /** Writes a file beside the clone; resolves to its path. */
  write(name: string, content: string): string;
  /** Runs `hooks rehearse ci.yml` with more arguments and variables. */
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunResult>;
  start(): RunningRehearsal;
  /** Containers, networks and files that are still there. */
  leftBehind(): Promise<string[]>;
}

export interface RunningRehearsal {
  /** Resolves when a step has printed this line. */
  saying(line: string): Promise<void>;
  /** As Ctrl-C does. */
  interrupt(): Promise<void>;
  finished: Promise<RunResult>;
}

const cli = join(projectFolder(), 'packages/hooks/dist/cli.js');

/** The last paragraph of what the command printed, in one line. */
export function verdictOf(stdout: string): string {
  return (stdout.trimEnd().split('\n\n').at(-1) ?? '').replaceAll(/\s+/g, ' ');
}

/** A folder with these files, of which `ci.yml` is the workflow. */
export function createRehearsal(
  environment: Environment,
  files: Readonly<Record<string, string>>,
): Rehearsal {
  const top = join(environment.directory, `rehearsal-${randomUUID().slice(0, 8)}`);
  const [folder, temporary] = [join(top, 'clone'), join(top, 'tmp')];
  mkdirSync(temporary, { recursive: true });
  environment.secrets.watch(temporary);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const variables = {
    ...awsIdentity(environment),
    PATH: environment.runnerPath,
    HOME: join(environment.directory, 'home'),
    TMPDIR: temporary,
    DOCKER_HOST: environment.dockerHost,
    HOOK_DOCKER_CONFIG: dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } }),
  };
  const argv = [process.execPath, cli, 'rehearse', join(folder, 'ci.yml')];
  return {
    folder,
    temporary,
    write: (name, content) => {
      const path = join(top, name);
      writeFileSync(path, content);
      return path;
    },
    run: (args = [], env = {}) =>
      environment.run([...argv, ...args], { env: { ...variables, ...env } }),
    start: () => start(environment, join(top, 'pid'), argv, variables),
    leftBehind: async () => {
      const containers = await environment.docker('ps', '--all', '--quiet');
      const networks = await environment.docker(...customNetworks);
      const ids = `${containers}\n${networks}`.split('\n').filter(Boolean);
      return [...ids, ...readdirSync(temporary)];
    },
  };
}

const customNetworks = ['network', 'ls', '--filter', 'type=custom', '--quiet'];

/** What steps and hook printed, without the lines of the view itself. */
export function printed(stdout: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('  '));
  return lines.map((line) => line.trim());
}

function start(
  environment: Environment,
  pidFile: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningRehearsal {
  // Signals must reach the command itself, and what started it waits outside of the namespaces.
  const shell = ['sh', '-c', 'echo $$ > "$0"; exec "$@"', pidFile, ...argv];
  const [program = '', ...args] = environment.command(shell, { env });
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'close') as Promise<[number | null]>;
  const finished = Promise.all([text(child.stdout), text(child.stderr), exit]).then(
    ([stdout, stderr, [code]]) => ({ exitCode: code ?? 137, stdout, stderr }),
  );
  return {
    saying: async (line) => {
      for await (const [chunk] of on(child.stdout, 'data', { close: ['end'] })) {
        if (String(chunk).includes(line)) return;
      }
    },
    interrupt: async () => {
      const pid = readFileSync(pidFile, 'utf8').trim();
      await environment.run(['kill', '-INT', pid], { env: { PATH: environment.path } });
    },
    finished,
  };
}
