/** docker's client and the daemon itself, asked for the same things. */
import { expect } from '@jest/globals';
import { createClient } from '../../packages/hooks/src/docker/client.ts';
import type { Docker } from '../../packages/hooks/src/docker/docker.ts';
import { createEngine } from '../../packages/hooks/src/docker/engine.ts';
import { socketPath } from '../../packages/hooks/src/docker/endpoint.ts';
import { startEnvironment, type Environment, type ImageSpec } from './environment.ts';

export interface DockerWays extends AsyncDisposable {
  environment: Environment;
  client: Docker;
  engine: Docker;
  /** What both say; the same. */
  both<T>(ask: (docker: Docker) => Promise<T>): Promise<T>;
  /** Makes a container with our labels that runs a script; resolves to its id. */
  create(name: string, script: string, ...options: string[]): Promise<string>;
  /** Removes all containers and networks with our labels. */
  clear(): Promise<void>;
}

export const image = 'busybox:1';
export const labels = { 'test.of': 'engine', 'test.title': 'a title' };
/** A filter for them. */
export const mine = ['test.of=engine'];

/** An environment whose daemon has the image, and both ways to ask it. */
export async function startWays(spec?: ImageSpec): Promise<DockerWays> {
  const environment = await startEnvironment();
  await environment.seedImage([image], spec);
  await environment.docker('pull', image);
  const client = await createOverClient(environment);
  const output = { stdout: process.stdout, stderr: process.stderr };
  const socket = socketPath({ DOCKER_HOST: environment.dockerHost }) ?? '';
  const { signal } = new AbortController();
  const engine = createEngine(client, { socketPath: socket, output, signal, clientEnv: {} });
  const flags = Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  return {
    environment,
    client,
    engine,
    both: async (ask) => {
      const [one, other] = [await settled(ask(client)), await settled(ask(engine))];
      expect(other).toEqual(one);
      return one as Awaited<ReturnType<typeof ask>>;
    },
    create: (name, script, ...options) => {
      const command = ['--', image, 'sh', '-c', script];
      return environment.docker('create', '--name', name, ...flags, ...options, ...command);
    },
    clear: async () => {
      await client.removeContainers((await client.list('container', mine)).map(({ id }) => id));
      await client.removeNetworks((await client.list('network', mine)).map(({ id }) => id));
    },
    [Symbol.asyncDispose]: () => environment[Symbol.asyncDispose](),
  };
}

async function createOverClient({
  path,
  dockerHost,
  directory,
  run,
}: Environment): Promise<Docker> {
  const env = { PATH: path, DOCKER_HOST: dockerHost };
  const program = (await run(['which', 'docker'], { env })).stdout.trim();
  const find = () => ({ program, env: { plain: env, authenticated: env } });
  return createClient({ find, tempDirectory: directory });
}

/** An answer, or an error by what people and the hook see of it. */
export async function settled<T>(answer: Promise<T>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    const { message, hint, reason } = error as Record<'message' | 'hint' | 'reason', string>;
    return { message, hint, reason };
  }
}
