import type { Docker } from '../docker/docker.ts';
import type { ContainerState } from '../docker/inspect.ts';
import { createBell, type Bell } from './health-bell.ts';
import { healthBudget, verdict, type Verdict } from './health.ts';

export interface StartedService {
  id: string;
  title: string;
}

/** A service as docker sees it; `state` is undefined when it is gone. */
export interface ServiceState<Service extends StartedService> {
  service: Service;
  state: ContainerState | undefined;
}

/** A service that will not be ready, and why. */
export interface NotReady<Service extends StartedService> extends ServiceState<Service> {
  why: string;
}

export interface WaitOptions<Service extends StartedService> {
  /** Longest wait for any service. */
  timeoutSeconds: number;
  /** Wait for docker's events; otherwise ask again and again. */
  useEvents: boolean;
  signal: AbortSignal;
  /** Told once of each service that became healthy. */
  onHealthy: (service: Service) => void;
  /** Told once of each service without a health check that has ended, as soon as it is seen. */
  onExit: (exited: NotReady<Service>) => void;
  now?: () => number;
}

/**
 * Waits until every service is ready: healthy, or running if it has no health check.
 * @param services what docker says of each just after its start
 * @returns the first one that will never be ready; undefined when all are
 */
export async function waitUntilReady<Service extends StartedService>(
  services: readonly ServiceState<Service>[],
  docker: Pick<Docker, 'inspect' | 'watchEvents'>,
  options: WaitOptions<Service>,
): Promise<NotReady<Service> | undefined> {
  // Events since the start are told, too: none is lost between the first look and the listening.
  const starts = services.flatMap(({ state }) => state?.State.StartedAt ?? []);
  const containers = services.map(({ service }) => service.id);
  const since = starts.sort()[0] ?? '0';
  const bell = createBell(docker, { containers, since, ...options });
  try {
    return await untilReady(services, docker, bell, options);
  } finally {
    bell.stop();
  }
}

async function untilReady<Service extends StartedService>(
  services: readonly ServiceState<Service>[],
  docker: Pick<Docker, 'inspect'>,
  bell: Bell,
  { timeoutSeconds, onHealthy, onExit, now = Date.now }: WaitOptions<Service>,
): Promise<NotReady<Service> | undefined> {
  const started = now();
  const told = new Set<string>();
  const isNews = (id: string) => !told.has(id) && told.add(id);
  const tell = ({ service, state, verdict }: Look<Service>) => {
    const hasNews = verdict.kind === 'exited' || (verdict.kind === 'ready' && state?.State.Health);
    if (!hasNews || !isNews(service.id)) return;
    if (verdict.kind === 'exited') onExit({ service, state, why: verdict.why });
    else onHealthy(service);
  };
  const endOf = ({ state }: ServiceState<Service>) =>
    started + 1000 * Math.min(timeoutSeconds, state ? healthBudget(state) : 0);

  for (let current = services; ; current = await lookAgain(current, docker)) {
    const looks = current.map((each) => ({ ...each, verdict: verdict(each.state) }));
    looks.forEach(tell);
    const waiting = looks.filter(({ verdict: { kind } }) => kind === 'starting');
    const failed = looks.map(failureOf).find((failure) => failure !== undefined);
    if (failed ?? waiting.length === 0) return failed;
    const late = waiting.find((look) => endOf(look) <= now());
    const seconds = String(Math.round((now() - started) / 1000));
    if (late) return { ...late, why: `was not healthy after ${seconds} s` };
    await bell.wait(Math.min(...waiting.map(endOf)) - now());
  }
}

interface Look<Service extends StartedService> extends ServiceState<Service> {
  verdict: Verdict;
}

function failureOf<Service extends StartedService>({
  service,
  state,
  verdict,
}: Look<Service>): NotReady<Service> | undefined {
  return verdict.kind === 'failed' ? { service, state, why: verdict.why } : undefined;
}

async function lookAgain<Service extends StartedService>(
  services: readonly ServiceState<Service>[],
  docker: Pick<Docker, 'inspect'>,
): Promise<ServiceState<Service>[]> {
  const states = await docker.inspect(services.map(({ service }) => service.id));
  return services.map(({ service }, index) => ({ service, state: states[index] }));
}
