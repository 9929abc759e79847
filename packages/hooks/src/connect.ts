import { dirname } from 'node:path';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import type { Evidence } from './evidence.ts';
import { isOn, type Features } from './features.ts';
import type { DockerClient } from './docker/cli.ts';
import { ownConfigDirectory } from './docker/client-config.ts';
import { buildClientEnv, type ClientEnv } from './docker/client-env.ts';
import type { Docker } from './docker/docker.ts';
import { resolveEndpoint, socketPath } from './docker/endpoint.ts';
import { createEngine } from './docker/engine.ts';
import { runsInContainer } from './docker/in-container.ts';
import { locateDocker, readStartPath, resolveClientPath } from './docker/locate.ts';
import { clientOperations, onDemand } from './docker/on-demand.ts';
import type { Edge } from './edge.ts';
import type { Log } from './log.ts';
import type { State } from './protocol/state.ts';

/** A call of the hook, as far as it is known before docker is looked for. */
export interface Call {
  config: Config;
  features: Features;
  evidence: Evidence;
  state: State | undefined;
  responseFile: string;
  log: Log;
}

/**
 * Finds docker and its daemon, from the runner's own settings alone, and makes the context of a
 * call. docker's client is looked for when it is first needed; it is an error then if there is none.
 * @throws HookError when the runner's docker context does not exist
 */
export async function connect(call: Call, edge: Edge): Promise<Context> {
  const { config, features, evidence, responseFile, log } = call;
  const { env, parentPid, callId, architecture, signal } = edge;
  const endpoint = await resolveEndpoint(env, ownConfigDirectory(env));
  const socket = socketPath(endpoint);
  const find = once(() => findClient(endpoint, call, edge));
  const neverCancelled = new AbortController().signal;
  return {
    config,
    features,
    log,
    evidence,
    signal,
    parentPid,
    callId,
    responseFile,
    docker: openDocker({ find, socket, signal }, call, edge),
    cleanupDocker: openDocker({ find, socket, signal: neverCancelled }, call, edge),
    get client() {
      const { path, env: clientEnv } = find();
      return {
        path,
        host: endpoint['DOCKER_HOST'] ?? '',
        inContainer: runsInContainer(env),
        socket,
        architecture,
        helperEnv: clientEnv.authenticated,
      };
    },
  };
}

interface Way {
  find: () => DockerClient;
  /** Socket of the daemon, when it is reached over one. */
  socket: string | undefined;
  signal: AbortSignal;
}

/**
 * docker's client, and the daemon itself in front of it where that may be asked
 * (docs/decisions/0021-the-daemon-is-asked-itself.md).
 */
function openDocker(
  { find, socket, signal }: Way,
  { config, features, log }: Call,
  { env: clientEnv, output }: Edge,
): Docker {
  const { tempDirectory } = config;
  const client = onDemand(clientOperations, async () => {
    const { createClient } = await import('./docker/client.ts');
    const onCommand = (args: readonly string[]) => {
      log.debug(commandText(args));
    };
    return createClient({ find, tempDirectory, signal, onCommand, onDoubt: log.info });
  });
  if (socket === undefined || !isOn(features, 'engine-exec')) return client;
  return createEngine(client, {
    socketPath: socket,
    output,
    signal,
    clientEnv,
    onCommand: (args) => {
      log.debug(`${commandText(args)} (over ${socket}, without a docker process)`);
    },
    onRequest: (line) => {
      log.debug(`${line} (${socket})`);
    },
  });
}

/** Most script steps need none, and looking for it costs them more than its share. */
function findClient(
  endpoint: ClientEnv,
  { config, state }: Call,
  { env, parentPid }: Edge,
): DockerClient & { path: string } {
  const workFolder = dirname(config.tempDirectory);
  const path = resolveClientPath(
    { worker: readStartPath(parentPid), remembered: state?.clientPath, own: env['PATH'] },
    workFolder,
  );
  return {
    path,
    program: locateDocker(path, workFolder),
    env: buildClientEnv(env, { path, endpoint, forward: config.forwardEnv }),
  };
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** For reading only: nothing is ever split again. */
function commandText(args: readonly string[]): string {
  const quoted = (argument: string) =>
    /^[\w./:@%+=,-]+$/.test(argument) ? argument : JSON.stringify(argument);
  return `docker ${args.map(quoted).join(' ')}`;
}
