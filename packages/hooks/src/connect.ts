import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import type { Evidence } from './evidence.ts';
import type { Features } from './features.ts';
import { createCli } from './docker/cli.ts';
import { buildClientEnv } from './docker/client-env.ts';
import { createClient } from './docker/client.ts';
import { resolveEndpoint, socketPath } from './docker/endpoint.ts';
import { createEngine } from './docker/engine.ts';
import type { Output } from './docker/engine-frames.ts';
import { runsInContainer } from './docker/in-container.ts';
import { locateDocker, readStartPath, resolveClientPath } from './docker/locate.ts';
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
  architecture: string;
  signal: AbortSignal;
}

/**
 * Finds docker and its daemon, from the runner's own settings alone, and makes the context of a
 * call.
 * @throws HookError when there is no docker or the runner's docker context does not exist
 */
export function connect(options: ConnectOptions): Context {
  const { config, features, evidence, state, responseFile, log } = options;
  const { output, env, parentPid, architecture, signal } = options;
  const { tempDirectory } = config;
  const workFolder = dirname(tempDirectory);
  const path = resolveClientPath(
    { worker: readStartPath(parentPid), remembered: state?.clientPath, own: env['PATH'] },
    workFolder,
  );
  const program = locateDocker(path, workFolder);
  const endpoint = resolveEndpoint(
    env,
    env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? '/', '.docker'),
  );
  const clientEnv = buildClientEnv(env, { path, endpoint, forward: config.forwardEnv });
  const socket = socketPath(endpoint);
  const show = (args: readonly string[]) => `docker ${args.map(quoted).join(' ')}`;
  const docker = (cancel: AbortSignal | undefined) => {
    const onCommand = (args: readonly string[]) => {
      log.debug(show(args));
    };
    const cli = createCli({ program, env: clientEnv, tempDirectory, signal: cancel, onCommand });
    const client = createClient(cli);
    if (socket === undefined || features['engine-exec'].variant !== 'on') return client;
    const onExec = (args: readonly string[]) => {
      log.debug(`${show(args)} (over ${socket}, without a docker process)`);
    };
    const onRequest = (line: string) => {
      log.debug(`${line} (${socket})`);
    };
    const engine = createEngine({
      ...{ socketPath: socket, output, signal: cancel, onExec, onRequest },
      clientEnv: clientEnv.plain,
    });
    return { ...client, ...engine };
  };
  return {
    config,
    features,
    log,
    evidence,
    signal,
    parentPid,
    responseFile,
    docker: docker(signal),
    cleanupDocker: docker(undefined),
    client: {
      path,
      host: endpoint['DOCKER_HOST'] ?? '',
      inContainer: runsInContainer(env),
      socket,
      architecture,
      helperEnv: clientEnv.authenticated,
    },
  };
}

/** For reading only: nothing is ever split again. */
function quoted(argument: string): string {
  return /^[\w./:@%+=,-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
