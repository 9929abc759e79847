/**
 * A runner in a container of the runner image, beside a docker daemon: they share the network, the
 * socket and the work folder, as in a pod of ARC with docker in docker.
 */
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, RunResult } from './environment.ts';
import { awsIdentity, runnerUser } from './fixtures.ts';
import { createRunner, type Runner } from './runner.ts';
import { waitFor } from './waiting.ts';

const hookVariable = 'ACTIONS_RUNNER_CONTAINER_HOOKS';

export interface ImageRunner extends AsyncDisposable {
  readonly runner: Runner;
  /** Runs a command in the container, as a step of a job without a container would. */
  run(...argv: string[]): Promise<RunResult>;
  /** As an administrator would. */
  asRoot(...argv: string[]): Promise<string>;
}

/** Runs a shell script in a container of the image, after its entrypoint. */
export function runOnce(
  { run, path, dockerHost }: Environment,
  image: string,
  script: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const flags = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  return run(['docker', 'run', '--rm', ...flags, image, 'sh', '-c', script], {
    env: { PATH: path, DOCKER_HOST: dockerHost },
  });
}

export async function startImageRunner(
  environment: Environment,
  image: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ImageRunner> {
  const name = `runner-${randomUUID().slice(0, 8)}`;
  const folder = join(environment.directory, name);
  mkdirSync(folder);
  chownSync(folder, runnerUser.uid, runnerUser.gid);
  const client = { PATH: environment.path, DOCKER_HOST: environment.dockerHost };
  const socket = environment.dockerHost.slice('unix://'.length);
  const all = {
    ...awsIdentity(environment),
    DOCKER_HOST: environment.dockerHost,
    SSL_CERT_FILE: environment.caFile,
    ...env,
  };
  await environment.docker(
    ...['run', '--detach', '--name', name, '--network', 'host'],
    ...['--group-add', String(environment.dockerGid)],
    ...[folder, socket, environment.caFile].flatMap((path) => ['--volume', `${path}:${path}`]),
    ...Object.entries(all).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...[image, 'sleep', '600'],
  );
  const inherited = await environmentOf(environment, name);
  const exec = (argv: readonly string[], own: readonly string[] = []) => [
    ...['docker', 'exec', '--interactive'],
    ...[...inherited, ...own].flatMap((variable) => ['--env', variable]),
    ...[name, ...argv],
  ];
  const hook = inherited.find((variable) => variable.startsWith(`${hookVariable}=/`));
  if (!hook) throw new Error(`The hook is not active in ${image}.`);
  const contained: Environment = {
    ...environment,
    directory: folder,
    command: (argv, options) => {
      const tracking = `RUNNER_TRACKING_ID=${options?.env?.['RUNNER_TRACKING_ID'] ?? ''}`;
      return environment.command(exec(argv, [tracking]), { env: client });
    },
  };
  return {
    runner: createRunner(contained, {
      user: runnerUser,
      installed: {
        node: '/home/runner/externals/node20/bin/node',
        hook: hook.slice(hookVariable.length + 1),
      },
    }),
    run: (...argv) => environment.run(exec(argv), { env: client }),
    asRoot: (...argv) => environment.docker('exec', '--user', 'root', name, ...argv),
    async [Symbol.asyncDispose]() {
      await environment.docker('rm', '--force', name);
    },
  };
}

/** What the main process of the container has once the entrypoint became it, and its children inherit. */
async function environmentOf({ docker }: Environment, name: string): Promise<string[]> {
  const main = () => docker('exec', name, 'cat', '/proc/1/cmdline');
  await waitFor('the entrypoint started', async () => (await main()).startsWith('sleep\0'));
  const variables = await docker('exec', name, 'cat', '/proc/1/environ');
  return variables.split('\0').filter(Boolean);
}
