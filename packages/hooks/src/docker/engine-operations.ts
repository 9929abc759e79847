import { setMaxListeners } from 'node:events';
import { checksTrust } from './client-config.ts';
import type { Docker } from './docker.ts';
import { grace } from './end-process.ts';
import { engineContainers } from './engine-containers.ts';
import { engineCreate } from './engine-create.ts';
import { createDaemon, type OpenDaemon } from './engine-daemon.ts';
import { engineEvents } from './engine-events.ts';
import { engineFiles } from './engine-files.ts';
import { engineLists } from './engine-lists.ts';
import { engineLogs } from './engine-logs.ts';
import { engineNetworks } from './engine-networks.ts';
import { enginePull } from './engine-pull.ts';
import type { EngineOptions } from './engine.ts';

/** All that the daemon itself is asked for but a command in a container; the rest is the client's. */
export function engineOperations(client: Docker, options: EngineOptions): Docker {
  const { socketPath, output, signal, onCommand, onRequest, clientEnv } = options;
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
    ...engineCreate({ client, clientEnv, patient, until, output, signal, onCommand }),
    ...engineFiles(open),
    ...engineLists(open),
    ...engineNetworks(open, patient),
    ...engineLogs(open),
    ...engineEvents(open),
    ...(checksTrust(clientEnv) ? {} : enginePull(open, clientEnv['DOCKER_DEFAULT_PLATFORM'])),
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
