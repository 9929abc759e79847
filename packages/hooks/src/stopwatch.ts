import { hrtime } from 'node:process';

/** Milliseconds of a clock that nobody sets. `performance` would load a module of node for it. */
export function milliseconds(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Starts now; each call of the result tells the time since, for people: `1.2 s`. */
export function stopwatch(): () => string {
  const started = milliseconds();
  return () => `${((milliseconds() - started) / 1000).toFixed(1)} s`;
}
