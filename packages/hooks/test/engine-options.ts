import type { EngineOptions } from '../src/docker/engine.ts';
import { collector } from './collector.ts';

/** For an engine at a socket that nothing cancels and whose output nobody reads. */
export function engineOptions(socketPath: string): EngineOptions {
  const { output } = collector();
  return { socketPath, output, signal: new AbortController().signal, clientEnv: {} };
}
