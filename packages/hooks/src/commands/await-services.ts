import type { Context } from '../context.ts';
import { waitUntilReady, type NotReady, type ServiceState } from '../container/health-wait.ts';
import { HookError } from '../errors.ts';
import { isOn } from '../features.ts';
import { stopwatch } from '../stopwatch.ts';
import type { PlannedService } from './plan-job.ts';
import { printServiceLogs } from './service-logs.ts';
import { startsOverlap } from './starts-overlap.ts';

export interface RunningService extends PlannedService {
  id: string;
}

/**
 * Waits until the services of a job are ready.
 * @throws HookError for one that will not be, with what it wrote printed before
 */
export async function awaitServices(
  services: readonly ServiceState<RunningService>[],
  context: Context,
): Promise<void> {
  const { config, features, docker, log, signal } = context;
  const elapsed = stopwatch();
  const exited: NotReady<RunningService>[] = [];
  const wait = () =>
    waitUntilReady(services, docker, {
      timeoutSeconds: config.healthTimeoutSeconds,
      useEvents: isOn(features, 'health-events'),
      signal,
      onHealthy: ({ title }) => {
        log.info(`Service ${title} is healthy after ${elapsed()}`);
      },
      onExit: (service) => {
        exited.push(service);
        log.warning(sentence(service));
      },
    });
  const isWorthAGroup = services.some(({ state }) => state?.State.Health);
  const failed = isWorthAGroup ? await log.group('Wait for services', wait) : await wait();

  const told = failed ? [...exited, failed] : exited;
  const logged = told.map(({ service: { id, title }, state }) => ({ id, title, state }));
  await printServiceLogs(logged, context);
  const early = told.find(({ service }) => service !== services[0]?.service);
  if (early && startsOverlap(services, context)) {
    log.info(
      `Service ${early.service.title} may have looked for one in front of it that did not answer yet: services start overlapping, and each waits only for those that its env, options or command name. Name that one in its env; whoever runs the runner can also set HOOK_SERVICE_STARTS=in-turn.`,
    );
  }
  if (!failed) return;
  throw new HookError(sentence(failed), {
    hint: 'Its last log lines stand above; check its image, `env` and the health settings in `options`.',
  });
}

function sentence({ service, why }: NotReady<RunningService>): string {
  return `Service ${service.title} ${why}.`;
}
