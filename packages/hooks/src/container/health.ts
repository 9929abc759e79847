import { setTimeout as sleep } from 'node:timers/promises';
import type { Docker } from '../docker/docker.ts';
import type { ContainerState } from '../docker/inspect.ts';
import { HookError } from '../errors.ts';

const pollInterval = 500;

export interface WaitOptions {
  timeoutSeconds: number;
  signal: AbortSignal;
  now?: () => number;
}

export interface StartedService {
  id: string;
  title: string;
}

/**
 * Waits until every service is ready: healthy, or running if it has no health check.
 * @returns what docker says of each service, in the order given
 * @throws HookError naming the service that exited, is unhealthy or is not ready in time
 */
export async function waitUntilReady(
  services: readonly StartedService[],
  docker: Docker,
  { timeoutSeconds, signal, now = Date.now }: WaitOptions,
): Promise<ContainerState[]> {
  const deadline = now() + timeoutSeconds * 1000;
  for (;;) {
    const states = await docker.inspect(services.map(({ id }) => id));
    const verdicts = states.map(verdict);
    const failed = verdicts.findIndex(({ failure }) => failure !== undefined);
    if (failed >= 0) throw notReady(services[failed], verdicts[failed]?.failure ?? '');
    if (verdicts.every(({ ready }) => ready)) return states;
    if (now() >= deadline) {
      const late = services[verdicts.findIndex(({ ready }) => !ready)];
      throw notReady(late, `was not healthy after ${String(timeoutSeconds)} s`);
    }
    await sleep(pollInterval, undefined, { signal });
  }
}

interface Verdict {
  ready: boolean;
  failure?: string;
}

/**
 * What one look at a service says: ready, not yet, or never. Without a health check nothing is
 * known to wait for, so one that exited counts as ready, as in the built-in runner, which warns.
 */
export function verdict({ State: state }: ContainerState): Verdict {
  if (!state.Health) return { ready: true };
  if (!state.Running) return { ready: false, failure: exitText(state) };
  const status = state.Health.Status;
  if (status === 'unhealthy') {
    const probe = state.Health.Log?.at(-1);
    const said = probe ? `: the last probe exited with code ${String(probe.ExitCode)}` : '';
    return { ready: false, failure: `is unhealthy${said}` };
  }
  return { ready: status !== 'starting' };
}

/** How a container that no longer runs ended. */
export function exitText(state: ContainerState['State']): string {
  const memory = state.OOMKilled === true ? ' (out of memory)' : '';
  return `exited with code ${String(state.ExitCode)}${memory}`;
}

function notReady(service: StartedService | undefined, why: string): HookError {
  return new HookError(`Service ${service?.title ?? ''} ${why}.`, {
    hint: 'Its last log lines stand above; check its image, `env` and the health settings in `options`.',
  });
}
