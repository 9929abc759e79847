import { endOnAbort } from './abort.ts';
import { execArgs } from './args.ts';
import type { Docker } from './docker.ts';
import { createDaemon } from './engine-daemon.ts';
import { execInContainer } from './engine-exec.ts';
import type { Output } from './engine-frames.ts';
import { envEntries } from './env-entries.ts';

/** What is asked of the daemon itself, over its unix socket and without a docker process. */
export type Engine = Pick<Docker, 'exec'>;

export interface EngineOptions {
  socketPath: string;
  /** Where commands in containers write to. */
  output: Output;
  /** Ends what runs. */
  signal?: AbortSignal | undefined;
  /** Told of each command as docker's client would be; holds no values of variables. */
  onExec?: (args: readonly string[]) => void;
}

export function createEngine({ socketPath, output, signal, onExec }: EngineOptions): Engine {
  return {
    exec: async (spec, variables, onAbort) => {
      signal?.throwIfAborted();
      const env = envEntries(variables);
      onExec?.(execArgs(spec, []));
      const connection = new AbortController();
      const { signal: closed } = connection;
      const daemon = createDaemon({ socketPath, operation: 'docker exec', signal: closed });
      const endClient = () => {
        connection.abort();
      };
      const work = execInContainer(daemon, spec, { env, output, signal });
      return endOnAbort(work, { signal, onAbort, endClient });
    },
  };
}
