/** A docker client with a home and a config of its own, for the tests of the environment itself. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, RunResult } from './environment.ts';
import { ecrHost, ecrRegistries } from './hosts.ts';

export interface DockerClient {
  readonly home: string;
  run(...args: string[]): Promise<RunResult>;
  /** With what stdin says, for `login --password-stdin`. */
  runWithInput(input: string, ...args: string[]): Promise<RunResult>;
}

/** All ECR hosts go through docker-credential-ecr-login, which sees `env` and nothing else. */
export async function dockerClient(
  environment: Environment,
  env: Readonly<Record<string, string>> = {},
): Promise<DockerClient> {
  const home = await mkdtemp(join(environment.directory, 'client-'));
  const hosts = [...ecrRegistries.map(ecrHost), 'public.ecr.aws'];
  const credHelpers = Object.fromEntries(hosts.map((host) => [host, 'ecr-login']));
  await mkdir(join(home, '.docker'));
  await writeFile(join(home, '.docker/config.json'), JSON.stringify({ credHelpers }));

  const runWithInput = (input: string, ...args: string[]) =>
    environment.run(['docker', ...args], {
      input,
      env: { PATH: environment.path, HOME: home, DOCKER_HOST: environment.dockerHost, ...env },
    });
  return { home, runWithInput, run: (...args) => runWithInput('', ...args) };
}

/** The environment variables of a long-lived key. */
export function keyVariables({ credentials }: Pick<Environment, 'credentials'>) {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}
