import { endOnAbort } from './abort.ts';
import { checksTrust, type ClientSettings } from './client-config.ts';
import type { Docker } from './docker.ts';
import { createDaemon } from './engine-daemon.ts';
import { execInContainer } from './engine-exec.ts';
import type { Output } from './engine-frames.ts';
import { envEntries } from './env-entries.ts';
import { execArgs } from './exec-args.ts';
import { clientOperations, onDemand } from './on-demand.ts';

export interface EngineOptions {
  socketPath: string;
  /** Where commands in containers write to. */
  output: Output;
  /** Ends what runs. */
  signal: AbortSignal;
  /** Told of each command as docker's client would be; holds no values of variables. */
  onCommand?: (args: readonly string[]) => void;
  /** Told of all other requests. */
  onRequest?: (line: string) => void;
  /** Environment of the runner, for what docker's client would read there. */
  clientEnv: ClientSettings;
}

/**
 * Asks the daemon itself, over its unix socket and without a docker process, for all but what takes docker's
 * client: a login, a build, the flags in the user's `options`.
 */
export function createEngine(client: Docker, options: EngineOptions): Docker {
  const { socketPath, output, signal, onCommand, clientEnv } = options;
  const load = async () => {
    const { engineOperations } = await import('./engine-operations.ts');
    return engineOperations(client, options);
  };
  return {
    ...onDemand(clientOperations, load),
    ...(checksTrust(clientEnv) ? {} : onDemand(['pullWith'], load)),
    exec: async (spec, variables, onAbort) => {
      signal.throwIfAborted();
      const env = envEntries(variables);
      onCommand?.(execArgs(spec, []));
      const connection = new AbortController();
      const daemon = createDaemon({
        socketPath,
        operation: 'docker exec',
        signal: connection.signal,
      });
      const endClient = () => {
        connection.abort();
      };
      const work = execInContainer(daemon, spec, { env, output, signal });
      return endOnAbort(work, { signal, onAbort, endClient });
    },
  };
}
