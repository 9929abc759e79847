import type { ClientEnv, ClientEnvironments } from './client-env.ts';
import type { EnvCarrier } from './container-env.ts';
import type { ContainerEnv } from './env-entries.ts';

/** docker's client on this machine. */
export interface DockerClient {
  /** Absolute path. */
  program: string;
  env: ClientEnvironments;
}

/** Everything a docker process of this call needs to know. */
export interface CliOptions {
  /** Finds docker's client when it is first needed. @throws HookError when it is not there */
  find: () => DockerClient;
  /** Place of private files: RUNNER_TEMP. */
  tempDirectory: string;
  /** Ends running docker processes. */
  signal?: AbortSignal | undefined;
  /** Told of each docker process; argv holds no values of variables and no passwords. */
  onCommand?: (args: readonly string[]) => void;
  /** Told in a sentence of an end that may not be what it looks like. */
  onDoubt?: (text: string) => void;
}

export interface CallOptions {
  /** What this call does, for error messages; the subcommand when left out. */
  operation?: string;
  /** What to do when it fails, for error messages. */
  hint?: string;
  /** Docker config directory; the client's own default when left out. */
  config?: string | undefined;
  /** The process may have to authenticate: it gets the AWS variables of the runner. */
  authenticated?: boolean;
  /** Variables for the container. */
  containerEnv?: ContainerEnv;
  /** Ends this call, beside the signal of all. */
  signal?: AbortSignal | undefined;
}

export interface CaptureOptions extends CallOptions {
  /** Text for stdin, which is closed when left out. */
  input?: string;
  /** Told of each line of stdout as it comes. */
  onLine?: (line: string) => void;
  /**
   * It makes something, which is better known to the sweep that follows a cancel than made after it: it
   * gets the time to end by itself.
   */
  patient?: boolean;
  /** Keeps only so many bytes, the last ones, of stdout and stderr together. */
  lastBytes?: number;
}

export interface StreamOptions extends CallOptions {
  /**
   * stderr goes where stdout does. The runner reads the two one after the other: what the hook says around
   * the output counts for stdout alone.
   */
  oneStream?: boolean;
  /** See `Ending` (abort.ts). */
  onAbort?: () => Promise<void>;
}

/** argv without the program, given the flags that carry the container's variables. */
export type Args = (envArgs: readonly string[]) => readonly string[];

/** One docker process that is about to start. */
export interface Process<Options> {
  program: string;
  args: readonly string[];
  env: ClientEnv;
  /** Descriptor for stdin; closed when undefined. */
  stdin: number | undefined;
  signal: AbortSignal | undefined;
  options: Options;
}

/** The only door to the docker client. argv is an array; a shell never sees it. */
export interface Cli {
  /** A short answer. @throws DockerError when docker exits with anything but 0 */
  capture(args: Args, options?: CaptureOptions): Promise<string>;
  /** Output straight through to the job log; resolves with the exit code. */
  stream(args: Args, options?: StreamOptions): Promise<number>;
}

/** Without variables: nothing to carry. */
const noEnv: EnvCarrier = { args: [], descriptor: undefined, endpoint: {} };

/** Binds the door to one client, one daemon and one signal. */
export function createCli(cli: CliOptions): Cli {
  const { find, tempDirectory, onCommand } = cli;
  const call = async <Options extends CallOptions, T>(
    build: Args,
    options: Options,
    run: (process: Process<Options>) => Promise<T>,
  ): Promise<T> => {
    const signal = anySignal(cli.signal, options.signal);
    const { program, env: environments } = find();
    const base = options.authenticated === true ? environments.authenticated : environments.plain;
    const config = options.config === undefined ? {} : { DOCKER_CONFIG: options.config };
    const start = ({ args: envArgs, endpoint, descriptor }: EnvCarrier) => {
      signal?.throwIfAborted();
      const args = build(envArgs);
      onCommand?.(args);
      const env = { ...base, ...config, ...endpoint };
      return run({ program, args, env, stdin: descriptor, signal, options });
    };
    if (options.containerEnv === undefined) return start(noEnv);
    const { withContainerEnv } = await import('./container-env.ts');
    return withContainerEnv(options.containerEnv, { endpoint: base, tempDirectory }, start);
  };
  return {
    // Both are loaded here because a script step over the socket starts no process.
    capture: async (args, options = {}) => {
      const { capture } = await import('./capture.ts');
      return call(args, options, capture);
    },
    stream: async (args, options = {}) => {
      const { stream } = await import('./stream.ts');
      return call(args, options, stream);
    },
  };
}

function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
