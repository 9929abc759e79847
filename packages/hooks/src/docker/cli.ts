import { spawn, type ChildProcess } from 'node:child_process';
import type { ClientEnv, ClientEnvironments } from './client-env.ts';
import { noEnv, withContainerEnv, type EnvCarrier } from './container-env.ts';
import { DockerError } from './docker-error.ts';
import type { ContainerEnv } from './env-file.ts';

/** Milliseconds that a docker client gets to end by itself after an abort. */
const grace = 1000;

/** Everything a docker process of this call needs to know. */
export interface CliOptions {
  /** Absolute path of the docker client. */
  program: string;
  env: ClientEnvironments;
  /** Place of private files: RUNNER_TEMP. */
  tempDirectory: string;
  /** Ends running docker processes. */
  signal?: AbortSignal | undefined;
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
  /** Text for stdin, which is closed when left out. */
  input?: string;
  /** Variables for the container. */
  containerEnv?: ContainerEnv;
}

export interface StreamOptions extends CallOptions {
  /**
   * Ends what the docker client cannot end: the process inside the container. Called twice and
   * never to throw.
   */
  onAbort?: () => Promise<void>;
}

/** argv without the program, given the flags that carry the container's variables. */
export type Args = (envArgs: readonly string[]) => readonly string[];

/** The only door to the docker client. argv is an array; a shell never sees it. */
export interface Cli {
  /** A short answer. @throws DockerError when docker exits with anything but 0 */
  capture(args: Args, options?: CallOptions): Promise<string>;
  /** Output straight through to the job log; resolves with the exit code. */
  stream(args: Args, options?: StreamOptions): Promise<number>;
}

/** Binds the door to one client, one daemon and one signal. */
export function createCli(cli: CliOptions): Cli {
  const call = <T>(
    options: CallOptions,
    use: (env: ClientEnv, carrier: EnvCarrier) => Promise<T>,
  ) => {
    cli.signal?.throwIfAborted();
    const base = options.authenticated === true ? cli.env.authenticated : cli.env.plain;
    const config = options.config === undefined ? {} : { DOCKER_CONFIG: options.config };
    const run = (carrier: EnvCarrier) => use({ ...base, ...config, ...carrier.endpoint }, carrier);
    return options.containerEnv === undefined
      ? run(noEnv)
      : withContainerEnv(
          options.containerEnv,
          { endpoint: base, tempDirectory: cli.tempDirectory },
          run,
        );
  };
  return {
    capture: (args, options = {}) =>
      call(options, (env, carrier) => capture(cli, args(carrier.args), env, carrier, options)),
    stream: (args, options = {}) =>
      call(options, (env, carrier) => stream(cli, args(carrier.args), env, carrier, options)),
  };
}

async function capture(
  { program, signal }: CliOptions,
  args: readonly string[],
  env: ClientEnv,
  { descriptor }: EnvCarrier,
  { input, operation, hint }: CallOptions,
): Promise<string> {
  // Loaded here because script steps, which only stream, should not pay for it.
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    env,
    extendEnv: false,
    // execa's types take literal descriptors only.
    ...(input === undefined ? { stdin: (descriptor as 0 | undefined) ?? 'ignore' } : { input }),
    reject: false,
    maxBuffer: 64 * 1024 * 1024,
    forceKillAfterDelay: grace,
    ...(signal ? { cancelSignal: signal } : {}),
  });
  if (signal?.aborted) throw signal.reason;
  if (result.exitCode === 0) return result.stdout;
  throw new DockerError({
    operation: operation ?? `docker ${String(args[0])}`,
    exitCode: result.exitCode,
    stderr: result.stderr || result.originalMessage || '',
    hint,
  });
}

async function stream(
  { program, signal }: CliOptions,
  args: readonly string[],
  env: ClientEnv,
  { descriptor }: EnvCarrier,
  { onAbort, operation }: StreamOptions,
): Promise<number> {
  const child = spawn(program, args, {
    env,
    stdio: [descriptor ?? 'ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      const stderr = cause.message;
      reject(
        new DockerError({ operation: operation ?? 'docker', exitCode: undefined, stderr, cause }),
      );
    });
    // A client that a signal ended has no exit code; a shell would say 128 + 9.
    child.once('exit', (code) => {
      resolve(code ?? 137);
    });
  });
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endClient(child, ended, onAbort);
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    const exitCode = await ended;
    await ending;
    // An interrupted client may exit with 0: that is never a success.
    signal?.throwIfAborted();
    return exitCode;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/**
 * Ends what runs inside first, while the client still passes its last output on, and once more when
 * the client is gone: the daemon may have started it just after the first look.
 */
async function endClient(
  child: ChildProcess,
  ended: Promise<number>,
  onAbort: StreamOptions['onAbort'],
): Promise<void> {
  await onAbort?.();
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), grace);
  await ended.finally(() => {
    clearTimeout(kill);
  });
  await onAbort?.();
}
