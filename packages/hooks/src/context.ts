import type { Config } from './config.ts';
import type { Docker } from './docker/docker.ts';
import type { Evidence } from './evidence.ts';
import type { Features } from './features.ts';
import type { Log } from './log.ts';

/** What every command works with. Made once per call (connect.ts); nothing in it changes. */
export interface Context {
  config: Config;
  /** Decided once for a job (rollout/); commands never ask why. */
  features: Features;
  log: Log;
  /** What this call does, for the event log. */
  evidence: Evidence;
  /** Aborted when the runner cancels the step. */
  signal: AbortSignal;
  /** Ends its docker processes when the step is cancelled. */
  docker: Docker;
  /** Goes on after a cancel: for putting things in order. */
  cleanupDocker: Docker;
  client: Client;
  /** The process that started the hook: the runner's Worker. */
  parentPid: number;
  /** No other call on this machine has it. */
  callId: string;
  /** The file for this call's answer; the runner makes it, empty, before it starts the hook. */
  responseFile: string;
}

/** The docker client of this call. */
export interface Client {
  /** PATH for docker and the credential helpers. */
  path: string;
  /** Address of the daemon, as DOCKER_HOST has it. */
  host: string;
  /** Whether the runner seems to run in a container itself. */
  inContainer: boolean;
  /** Socket of the daemon, when it is reached over one. */
  socket: string | undefined;
  /** Node's name of this machine's architecture, which the containers share. */
  architecture: string;
  /** What a credential helper sees; as docker when it may have to authenticate. */
  helperEnv: Readonly<Record<string, string>>;
}
