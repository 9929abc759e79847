/** Counts what calls of the hook cost the machine: docker processes and requests to the daemon. */
import type { Environment } from './environment.ts';
import { startEngineProxy, type EngineCall } from './engine-proxy.ts';
import { recordDocker } from './fixtures.ts';

export interface Counted {
  /** Docker's client, by what it was told to do: `container ls`. */
  docker: string[];
  /** Requests of the Engine API, those of docker's client included. */
  engine: EngineCall[];
}

export interface Counting extends AsyncDisposable {
  /** What a runner's environment needs, so that its calls are counted. */
  readonly env: Record<'PATH' | 'DOCKER_HOST', string>;
  /** What was counted since the last time. */
  take(): Counted;
}

export async function startCounting(environment: Environment): Promise<Counting> {
  const proxy = await startEngineProxy(environment);
  const recorded = recordDocker(environment);
  let taken = { docker: 0, engine: 0 };
  return {
    env: { PATH: recorded.path, DOCKER_HOST: proxy.dockerHost },
    take: () => {
      const docker = recorded.read().map(({ argv }) => subcommand(argv));
      const engine = proxy.read();
      const news = { docker: docker.slice(taken.docker), engine: engine.slice(taken.engine) };
      taken = { docker: docker.length, engine: engine.length };
      return news;
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** `container ls` and `network create` are two words, `pull` is one. */
function subcommand(argv: readonly string[]): string {
  const isGroup = /^(container|network|image)$/.test(argv[0] ?? '');
  return argv.slice(0, isGroup ? 2 : 1).join(' ');
}
