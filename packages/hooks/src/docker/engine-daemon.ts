import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type * as z from 'zod/mini';
import { codeOf, messageOf } from '../errors.ts';
import { DockerError } from './docker-error.ts';
import { sendRequest, type EngineRequest } from './engine-request.ts';

/** The daemon at a socket, for one operation. Every method throws a DockerError when it refuses. */
export interface Daemon {
  /** A short answer. `hint` says what to do when there is none. */
  ask<T>(answer: z.ZodMiniType<T>, request: EngineRequest, hint?: string): Promise<T>;
  /** Hands on what follows, to its end. */
  stream(request: EngineRequest, into: Writable): Promise<void>;
}

export interface DaemonOptions {
  socketPath: string;
  /** What is done, for error messages. */
  operation: string;
  /** Closes every connection. */
  signal: AbortSignal;
}

export function createDaemon({ socketPath, operation, signal }: DaemonOptions): Daemon {
  const send = async <T>(
    request: EngineRequest,
    read: (body: Readable) => Promise<T>,
    hint?: string,
  ): Promise<T> => {
    const fail = (stderr: string, cause?: unknown) =>
      new DockerError({ operation, exitCode: undefined, stderr, hint, cause });
    try {
      const { status, body } = await sendRequest(socketPath, request, signal);
      if (status < 300) return await read(body);
      throw fail(`Error response from daemon: ${refusal(await text(body), status)}`);
    } catch (error) {
      if (error instanceof DockerError) throw error;
      throw fail(connectionFailure(error, socketPath), error);
    }
  };
  return {
    ask: (answer, request, hint) =>
      send(
        request,
        async (body) => {
          const parsed = answer.safeParse(parseJson(await text(body)));
          if (parsed.success) return parsed.data;
          throw new Error('its answer is not one of the Engine API');
        },
        hint,
      ),
    stream: (request, into) => send(request, (body) => pipeline(body, into)),
  };
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

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // Whoever asked says what that means.
  }
}
