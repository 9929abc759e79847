import { setMaxListeners } from 'node:events';
import { endOnAbort } from './abort.ts';
import { execArgs } from './args.ts';
import { grace } from './cli.ts';
import { checksTrust, type ClientSettings } from './client-config.ts';
import type { Docker } from './docker.ts';
import { engineContainers } from './engine-containers.ts';
import { engineCreate } from './engine-create.ts';
import { createDaemon, type OpenDaemon } from './engine-daemon.ts';
import { execInContainer } from './engine-exec.ts';
import type { Output } from './engine-frames.ts';
import { engineFiles } from './engine-files.ts';
import { engineLists } from './engine-lists.ts';
import { engineLogs } from './engine-logs.ts';
import { engineNetworks } from './engine-networks.ts';
import { enginePull } from './engine-pull.ts';
import { envEntries } from './env-entries.ts';

export interface EngineOptions {
  socketPath: string;
  /** Where commands in containers write to. */
  output: Output;
  /** Ends what runs. */
  signal?: AbortSignal | undefined;
  /** Told of each command as docker's client would be; holds no values of variables. */
  onExec?: (args: readonly string[]) => void;
  /** Told of all other requests. */
  onRequest?: (line: string) => void;
  /** Environment of the runner, for what docker's client would read there. */
  clientEnv?: ClientSettings;
}

/**
 * Asks the daemon itself, over its unix socket and without a docker process, for all but what takes docker's
 * client: a login, a build, the flags in the user's `options`.
 */
export function createEngine(client: Docker, options: EngineOptions): Docker {
  const { socketPath, output, onExec, onRequest, clientEnv = {} } = options;
  // Cleanups, which nothing cancels, have none.
  const signal = options.signal ?? new AbortController().signal;
  const open: OpenDaemon = (operation, own) => {
    const either = AbortSignal.any(own ? [signal, own] : [signal]);
    // One per connection; node would warn of more than ten.
    setMaxListeners(0, either);
    return createDaemon({ socketPath, operation, signal: either, onRequest });
  };
  // What is being made is better known to the sweep that follows a cancel than made after it.
  const late = afterwards(signal, grace);
  const patient: OpenDaemon = (operation) => {
    signal.throwIfAborted();
    return createDaemon({ socketPath, operation, signal: late, onRequest });
  };
  const until = (operation: string, own: AbortSignal) =>
    createDaemon({ socketPath, operation, signal: own, onRequest });
  return {
    ...client,
    ...engineContainers(open),
    ...engineCreate({ client, clientEnv, patient, until, output, signal, onCommand: onExec }),
    ...engineFiles(open),
    ...engineLists(open),
    ...engineNetworks(open, patient),
    ...engineLogs(open),
    ...(checksTrust(clientEnv) ? {} : enginePull(open, clientEnv['DOCKER_DEFAULT_PLATFORM'])),
    exec: async (spec, variables, onAbort) => {
      signal.throwIfAborted();
      const env = envEntries(variables);
      onExec?.(execArgs(spec, []));
      const connection = new AbortController();
      const daemon = createDaemon({
        ...{ socketPath, operation: 'docker exec', signal: connection.signal },
      });
      const endClient = () => {
        connection.abort();
      };
      const work = execInContainer(daemon, spec, { env, output, signal });
      return endOnAbort(work, { signal, onAbort, endClient });
    },
  };
}

/** Aborted so many milliseconds later. */
function afterwards(signal: AbortSignal, delay: number): AbortSignal {
  const late = new AbortController();
  const abort = () => {
    late.abort(signal.reason);
  };
  signal.addEventListener('abort', () => setTimeout(abort, delay).unref(), { once: true });
  return late.signal;
}
