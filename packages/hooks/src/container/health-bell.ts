import { setTimeout as sleep } from 'node:timers/promises';
import type { Docker } from '../docker/docker.ts';

/** Milliseconds between two looks when nobody tells of changes. */
const pollInterval = 500;

/** The same while docker tells of them: for an event that was lost. */
const eventInterval = 15_000;

export interface BellOptions {
  containers: readonly string[];
  /** Events from this moment on count, by the daemon's clock (RFC 3339). */
  since: string;
  /** Wait for docker's events; otherwise ring at short intervals. */
  useEvents: boolean;
  signal: AbortSignal;
}

/** Rings when the health of a container may have changed. */
export interface Bell {
  /** Resolves at a ring, also one since the last wait, or after so many milliseconds. */
  wait: (atMost: number) => Promise<void>;
  stop: () => void;
}

/** The first wait starts to listen, so that services which are ready at once cost nothing. */
export function createBell(
  docker: Pick<Docker, 'watchEvents'>,
  { containers, since, useEvents, signal }: BellOptions,
): Bell {
  const stopped = new AbortController();
  let interval = pollInterval;
  let isListening = false;
  let hasRung = false;
  let wake: (() => void) | undefined;
  const ring = () => {
    hasRung = true;
    wake?.();
  };
  const listen = async () => {
    isListening = true;
    interval = eventInterval;
    const filter = { containers, events: ['health_status', 'die'], since };
    await docker.watchEvents(filter, ring, stopped.signal).catch(() => undefined);
    // A daemon that tells nothing can still be asked.
    interval = pollInterval;
    ring();
  };
  return {
    wait: async (atMost) => {
      if (useEvents && !isListening) void listen();
      if (!hasRung) {
        const woken = new AbortController();
        wake = () => {
          woken.abort();
        };
        const until = AbortSignal.any([signal, woken.signal]);
        const delay = Math.max(0, Math.min(atMost, interval));
        await sleep(delay, undefined, { signal: until }).catch(() => {
          signal.throwIfAborted();
        });
      }
      hasRung = false;
    },
    stop: () => {
      stopped.abort();
    },
  };
}
