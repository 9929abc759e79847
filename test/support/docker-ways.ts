/** docker's client and the daemon itself, asked for the same things. */
import { expect } from '@jest/globals';
import { createCli } from '../../packages/hooks/src/docker/cli.ts';
import { createClient } from '../../packages/hooks/src/docker/client.ts';
import { createEngine, type Engine } from '../../packages/hooks/src/docker/engine.ts';
import { socketPath } from '../../packages/hooks/src/docker/endpoint.ts';
import type { Environment } from './environment.ts';

export interface DockerWays {
  client: Engine;
  engine: Engine;
  /** What both say; the same. */
  both<T>(ask: (docker: Engine) => Promise<T>): Promise<T>;
}

export async function createWays(environment: Environment): Promise<DockerWays> {
  const { path, dockerHost, directory } = environment;
  const env = { PATH: path, DOCKER_HOST: dockerHost };
  const program = (await environment.run(['which', 'docker'], { env })).stdout.trim();
  const output = { stdout: process.stdout, stderr: process.stderr };
  const cli = createCli({
    find: () => ({ program, env: { plain: env, authenticated: env } }),
    tempDirectory: directory,
  });
  const client = createClient(cli);
  const engine = createEngine({
    socketPath: socketPath({ DOCKER_HOST: dockerHost }) ?? '',
    output,
  });
  return {
    client,
    engine,
    both: async (ask) => {
      const [one, other] = [await settled(ask(client)), await settled(ask(engine))];
      expect(other).toEqual(one);
      return one as Awaited<ReturnType<typeof ask>>;
    },
  };
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
