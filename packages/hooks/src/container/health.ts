import type { ContainerState } from '../docker/inspect.ts';

/** What one look at a service says: ready, not yet, or never. */
export type Verdict =
  | { kind: 'ready' }
  | { kind: 'starting' }
  | { kind: 'exited'; why: string }
  | { kind: 'failed'; why: string };

/**
 * Without a health check nothing is known to wait for: one that exited is worth a warning, as in
 * the built-in runner, not a failure.
 * @param state undefined for a container that is gone
 */
export function verdict(state: ContainerState | undefined): Verdict {
  if (!state) return { kind: 'exited', why: 'has ended and is gone (`--rm` in its options)' };
  const { Health: health, Running: running, Restarting: restarting } = state.State;
  if (!health || health.Status === 'none') {
    if (restarting) return { kind: 'exited', why: `${exitText(state.State)} and starts again` };
    return running ? { kind: 'ready' } : { kind: 'exited', why: exitText(state.State) };
  }
  if (restarting) return { kind: 'starting' };
  if (!running) return { kind: 'failed', why: exitText(state.State) };
  if (health.Status === 'starting') return { kind: 'starting' };
  if (health.Status !== 'unhealthy') return { kind: 'ready' };
  const probe = health.Log?.at(-1);
  const said = probe ? `: the last probe exited with code ${String(probe.ExitCode)}` : '';
  return { kind: 'failed', why: `is unhealthy${said}` };
}

/** How a container that no longer runs ended. */
export function exitText(state: ContainerState['State']): string {
  const memory = state.OOMKilled === true ? ' (out of memory)' : '';
  return `exited with code ${String(state.ExitCode)}${memory}`;
}

/** docker's defaults (Dockerfile reference, HEALTHCHECK), in seconds. */
const defaults = { interval: 30, timeout: 30, retries: 3 };

/** For a daemon under load, in seconds. */
const slack = 10;

/**
 * Seconds until docker must have called a service healthy or unhealthy: its start period, as many
 * probes as may fail, and one that began before. Longer than that only a daemon takes that hangs.
 */
export function healthBudget({ Config: { Healthcheck: check } }: ContainerState): number {
  const seconds = (nanoseconds: number | undefined) => (nanoseconds ?? 0) / 1e9;
  const interval = seconds(check?.Interval) || defaults.interval;
  const timeout = seconds(check?.Timeout) || defaults.timeout;
  const probes = (check?.Retries || defaults.retries) + 1;
  return seconds(check?.StartPeriod) + probes * (interval + timeout) + slack;
}
