/** The built docker-credential-ecr-auth and ecr-auth, installed in an environment. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, RunOptions, RunResult } from './environment.ts';
import { dockerConfig } from './fixtures.ts';
import { projectFolder } from './project.ts';

type Env = Readonly<Record<string, string>>;

export interface EcrAuth {
  /** PATH with both programs in front. */
  readonly path: string;
  /** A directory of its own, which does not exist yet, as the value of ECR_AUTH_CACHE_DIR. */
  cacheDirectory(): string;
  /** One call of the credential helper, as docker makes it. */
  helper(action: string, input: string, env: Env, options?: RunOptions): Promise<RunResult>;
  /** One call of the command line. */
  cli(args: readonly string[], env?: Env, options?: RunOptions): Promise<RunResult>;
  /** `docker pull` with the credential helper for the registry host of the image. */
  pull(image: string, env: Env): Promise<RunResult>;
}

/** @param home HOME of all that runs */
export function installEcrAuth(environment: Environment, home = newFolder(environment)): EcrAuth {
  const bin = newFolder(environment);
  const dist = join(projectFolder(), 'packages/ecr-auth/dist');
  symlinkSync(join(dist, 'credential-helper.js'), join(bin, 'docker-credential-ecr-auth'));
  symlinkSync(join(dist, 'cli.js'), join(bin, 'ecr-auth'));
  const path = `${bin}:${environment.path}`;
  const base = { PATH: path, HOME: home };

  return {
    path,
    cacheDirectory: () => join(environment.directory, `cache-${randomUUID()}`),
    helper: (action, input, env, options) =>
      environment.run(['docker-credential-ecr-auth', ...(action ? [action] : [])], {
        env: { ...base, ...env },
        input,
        ...options,
      }),
    cli: (args, env = {}, options = {}) =>
      environment.run(['ecr-auth', ...args], { env: { ...base, ...env }, ...options }),
    pull(image, env) {
      const host = image.split('/')[0] ?? '';
      const DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [host]: 'ecr-auth' } });
      const { dockerHost: DOCKER_HOST } = environment;
      return environment.run(['docker', 'pull', '--quiet', image], {
        env: { ...base, DOCKER_CONFIG, DOCKER_HOST, ...env },
      });
    },
  };
}

/** How often AWS was asked for a token. */
export async function tokenCalls({ aws }: Pick<Environment, 'aws'>): Promise<number> {
  const requests = await aws.requests();
  return requests.filter(({ operation }) => operation === 'GetAuthorizationToken').length;
}

/** The files of the tokens in a cache. */
export function cacheEntries(directory: string): string[] {
  const folder = join(directory, 'v1');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => join(folder, name));
}

function newFolder(environment: Environment): string {
  const folder = join(environment.directory, `ecr-auth-${randomUUID()}`);
  mkdirSync(folder);
  return folder;
}
