/** A bench (support.ts) for script steps: its daemon runs commands over a socket, too. */
import { startFakeEngine, type FakeEngine } from './fake-engine.ts';
import { thingsOf } from './fake-engine-things.ts';
import { createBench, defaults, type Bench, type Played, type PlayOptions } from './support.ts';

export interface ScriptBench extends AsyncDisposable {
  bench: Bench;
  engine: FakeEngine;
  /** One call of the hook with that daemon. */
  play(request: unknown, options?: PlayOptions): Promise<Played>;
}

export async function startScriptBench(): Promise<ScriptBench> {
  const bench = createBench();
  const engine = await startFakeEngine(bench.directory);
  const DOCKER_HOST = `unix://${engine.socketPath}`;
  return {
    bench,
    engine,
    play: (request, options = {}) => {
      engine.things = thingsOf([...(options.answers ?? []), ...defaults]);
      return bench.play(request, { ...options, env: { DOCKER_HOST, ...options.env } });
    },
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      bench[Symbol.dispose]();
    },
  };
}

export const container = 'a'.repeat(64);

/** What prepare_job answered, as far as a step needs it. */
export const state = {
  version: 1,
  network: 'n',
  container,
  services: [],
  imagePath: '/image/bin',
};

export function scriptStep(args: object, given: unknown = state) {
  return {
    command: 'run_script_step',
    args: { entryPoint: 'sh', entryPointArgs: ['-e', '/x.sh'], ...args },
    state: given,
  };
}
