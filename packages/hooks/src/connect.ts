import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import type { Evidence } from './evidence.ts';
import { isOn, type Features } from './features.ts';
import type { DockerClient } from './docker/cli.ts';
import { buildClientEnv, type ClientEnv } from './docker/client-env.ts';
import { resolveEndpoint, socketPath } from './docker/endpoint.ts';
import { createEngine } from './docker/engine.ts';
import type { Output } from './docker/engine-frames.ts';
import { runsInContainer } from './docker/in-container.ts';
import { locateDocker, readStartPath, resolveClientPath } from './docker/locate.ts';
import { clientOperations, onDemand } from './docker/on-demand.ts';
import type { Log } from './log.ts';
import type { State } from './protocol/state.ts';

export interface ConnectOptions {
  config: Config;
  features: Features;
  evidence: Evidence;
  state: State | undefined;
  responseFile: string;
  log: Log;
  /** Where steps write to. */
  output: Output;
  env: NodeJS.ProcessEnv;
  parentPid: number;
  callId: string;
  architecture: string;
  signal: AbortSignal;
}

/**
 * Finds docker and its daemon, from the runner's own settings alone, and makes the context of a
 * call. docker's client is looked for when it is first needed; it is an error then if there is none.
 * @throws HookError when the runner's docker context does not exist
 */
export async function connect(options: ConnectOptions): Promise<Context> {
  const { config, features, evidence, responseFile, log } = options;
  const { output, env, parentPid, callId, architecture, signal } = options;
  const { tempDirectory } = config;
  const endpoint = await resolveEndpoint(
    env,
    env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? '/', '.docker'),
  );
  const find = once(() => findClient(endpoint, options));
  const socket = socketPath(endpoint);
  const show = (args: readonly string[]) => `docker ${args.map(quoted).join(' ')}`;
  const docker = (cancel: AbortSignal | undefined) => {
    const onCommand = (args: readonly string[]) => {
      log.debug(show(args));
    };
    const client = onDemand(clientOperations, async () => {
      const { createClient } = await import('./docker/client.ts');
      return createClient({ find, tempDirectory, signal: cancel, onCommand });
    });
    if (socket === undefined || !isOn(features, 'engine-exec')) return client;
    const onExec = (args: readonly string[]) => {
      log.debug(`${show(args)} (over ${socket}, without a docker process)`);
    };
    const onRequest = (line: string) => {
      log.debug(`${line} (${socket})`);
    };
    return createEngine(client, {
      socketPath: socket,
      output,
      signal: cancel,
      onExec,
      onRequest,
      clientEnv: env,
    });
  };
  return {
    config,
    features,
    log,
    evidence,
    signal,
    parentPid,
    callId,
    responseFile,
    docker: docker(signal),
    cleanupDocker: docker(undefined),
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

/** Most script steps need none, and looking for it costs them more than its share. */
function findClient(
  endpoint: ClientEnv,
  { config, state, env, parentPid }: ConnectOptions,
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
function quoted(argument: string): string {
  return /^[\w./:@%+=,-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
