/** Runs a command through the engine client, for the tests of it. */
import { createEngine, type EngineOptions } from '../src/docker/engine.ts';
import { engineOptions } from './engine-options.ts';
import { noClient } from './no-client.ts';

export const spec = {
  container: 'c'.repeat(64),
  workdir: '/w x',
  command: ['sh', '-c', 'echo "a b"', ''],
};

export interface RunOptions extends Partial<EngineOptions> {
  socketPath: string;
  env?: Readonly<Record<string, string>>;
  container?: string;
  onAbort?: () => Promise<void>;
}

export async function runExec(options: RunOptions): Promise<number> {
  const { env = {}, container = spec.container, onAbort, ...given } = options;
  const engine = createEngine(noClient, { ...engineOptions(options.socketPath), ...given });
  return engine.exec(
    { ...spec, container },
    new Map(Object.entries(env)),
    onAbort ?? (() => Promise.resolve()),
  );
}
