/** Answers that go wrong on purpose, for the fake AWS and the registry alike. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSpoilt, writeSpoilt, type SpoiltBody } from './spoilt-body.ts';

export type FaultAnswer =
  400 | 401 | 403 | 404 | 429 | 500 | 503 | 'hang' | 'reset' | 'html' | SpoiltBody;

export interface Fault {
  /** What to answer instead; without it the request is only delayed. */
  readonly answer?: FaultAnswer;
  /** A regular expression; it must match `METHOD host/path`, for AWS `service Operation host/path key`. */
  readonly on?: string;
  /** Number of requests which go wrong before the fault is over; default: all. */
  readonly times?: number;
  readonly delayMs?: number;
  /** Seconds of a Retry-After header, beside a status. */
  readonly retryAfter?: number;
}

export interface Faults {
  set(faults: readonly Fault[]): void;
  /** The fault that applies to this request; counts it. */
  take(subject: string): Fault | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export function createFaults(): Faults {
  let active: { fault: Fault; left: number }[] = [];
  return {
    set: (faults) =>
      void (active = faults.map((fault) => ({ fault, left: fault.times ?? Infinity }))),
    take(subject) {
      const match = active.find(
        ({ fault, left }) => left > 0 && new RegExp(fault.on ?? '').test(subject),
      );
      if (match) match.left -= 1;
      return match?.fault;
    },
  };
}

/**
 * Lets a fault happen. Returns the status that was sent, 0 for none at all, or undefined if the
 * request is still to be answered (`spoiltBy` says how). `errorBody` speaks the dialect of the service.
 */
export async function applyFault(
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  errorAnswer: (status: number) => Answer,
): Promise<number | undefined> {
  if (fault?.delayMs) await sleep(fault.delayMs);
  if (fault?.answer === undefined || isSpoilt(fault.answer)) return undefined;
  if (fault.answer === 'hang') return 0;
  if (fault.answer === 'reset') {
    request.socket.destroy();
    return 0;
  }
  const html = {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html>Sign in</html>',
  };
  if (fault.answer === 'html') return send(response, html);
  const { headers, ...answer } = errorAnswer(fault.answer);
  const retry = fault.retryAfter !== undefined && { 'retry-after': String(fault.retryAfter) };
  return send(response, { ...answer, headers: { ...headers, ...retry } });
}

/** How the body of the right answer is to be spoilt. */
export function spoiltBy(fault: Fault | undefined): SpoiltBody | undefined {
  return isSpoilt(fault?.answer) ? fault.answer : undefined;
}

export function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  spoilt?: SpoiltBody,
): number {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  if (spoilt) void writeSpoilt(spoilt, Readable.from([Buffer.from(body)]), response);
  else response.end(body);
  return status;
}
