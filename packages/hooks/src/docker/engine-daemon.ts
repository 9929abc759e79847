import { consume, textOf, type Taker } from '../consume.ts';
import { codeOf, messageOf } from '../errors.ts';
import { parseAs, parseJson, type Shape } from '../shape.ts';
import { DockerError } from './docker-error.ts';
import { headerOf } from './engine-header.ts';
import { sendRequest, type EngineAnswer, type EngineRequest } from './engine-request.ts';

/** The daemon at a socket, for one operation. Every method throws a DockerError when it refuses. */
export interface Daemon {
  /** A short answer. `hint` says what to do when there is none. */
  ask<T>(answer: Shape<T>, request: EngineRequest, hint?: string): Promise<T>;
  /** Where the answer says no more than that it is done. */
  tell(request: EngineRequest, hint?: string): Promise<void>;
  /** What stands above the body of an answer that has none; undefined when there is no such thing. */
  head(path: string): Promise<string | undefined>;
  /** The begin of an answer that is no JSON. */
  read(request: EngineRequest, atMostBytes: number): Promise<string>;
  /** Hands on what follows, to its end. */
  stream(request: EngineRequest, taker: Taker): Promise<void>;
}

/** The daemon, for one operation that is named in error messages. */
export type OpenDaemon = (operation: string, signal?: AbortSignal) => Daemon;

export interface DaemonOptions {
  socketPath: string;
  /** What is done, for error messages. */
  operation: string;
  /** Closes every connection; what was asked then fails with its reason. */
  signal: AbortSignal;
  /** Told of each request; bodies, which may hold values of variables, are left out. */
  onRequest?: ((line: string) => void) | undefined;
}

export function createDaemon({ socketPath, operation, signal, onRequest }: DaemonOptions): Daemon {
  const send = async <T>(
    request: EngineRequest,
    read: (answer: EngineAnswer) => Promise<T> | T,
    hint?: string,
  ): Promise<T> => {
    const fail = (stderr: string, cause?: unknown) =>
      new DockerError({ operation, exitCode: undefined, stderr, hint, cause });
    onRequest?.(`${request.method} ${request.path}`);
    try {
      const answer = await sendRequest(socketPath, request, signal);
      const { status, head, body } = answer;
      const version = oldVersion(head);
      if (version !== undefined) {
        body.destroy();
        throw fail(
          `The Docker daemon at unix://${socketPath} speaks API version ${version}, and ${minimumVersion} is needed.`,
        );
      }
      if (status < 300) request.onAnswer?.();
      if (status < 300 || (request.method === 'HEAD' && status === 404)) {
        return await read(answer);
      }
      throw fail(`Error response from daemon: ${refusal(await bodyText(answer), status)}`);
    } catch (error) {
      if (error instanceof DockerError) throw error;
      signal.throwIfAborted();
      throw fail(connectionFailure(error, socketPath), error);
    }
  };
  return {
    ask: (answer, request, hint) =>
      send(
        request,
        async (given) => {
          const parsed = parseAs(answer, parseJson(await bodyText(given)));
          if (parsed.success) return parsed.data;
          throw new Error('its answer is not one of the Engine API');
        },
        hint,
      ),
    tell: (request, hint) => send(request, async (given) => void (await bodyText(given)), hint),
    head: (path) =>
      send({ method: 'HEAD', path }, ({ status, head, body }) => {
        body.destroy();
        return status === 404 ? undefined : head;
      }),
    read: (request, atMostBytes) => send(request, ({ body }) => textOf(body, atMostBytes)),
    stream: (request, taker) => send(request, ({ body }) => consume(body, taker)),
  };
}

/** All of a short answer. Who waits for the end of the connection, too, makes the next request later. */
function bodyText({ body, whole }: EngineAnswer): Promise<string> | string {
  if (whole === undefined) return textOf(body);
  body.destroy();
  return whole;
}

/** The first in which a command may have a working directory; older daemons would not look at it. */
const minimumVersion = '1.35';

/** The version that a daemon names in each answer, if it is too old. */
function oldVersion(head: string): string | undefined {
  const version = headerOf(head, 'api-version');
  const [major, minor] = version?.split('.') ?? [];
  const isOld = major === '1' && Number(minor) < Number(minimumVersion.slice(2));
  return isOld ? version : undefined;
}

/** The daemon's words, which are `{"message": …}`; a proxy in front of it has words of its own. */
function refusal(body: string, status: number): string {
  const document = parseJson(body) as { message?: unknown } | undefined | null;
  const message = document?.message;
  return typeof message === 'string' ? message : body.trim() || `status ${String(status)}`;
}

/** In the words of docker's client, where it has some. */
function connectionFailure(error: unknown, socketPath: string): string {
  const address = `unix://${socketPath}`;
  const isRefused = (error as NodeJS.ErrnoException).syscall === 'connect';
  if (!isRefused) {
    return `The connection to the Docker daemon at ${address} broke: ${messageOf(error)}.`;
  }
  return codeOf(error) === 'EACCES'
    ? `permission denied while trying to connect to the Docker daemon socket at ${address}`
    : `Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?`;
}
