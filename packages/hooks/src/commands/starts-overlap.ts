import type { Context } from '../context.ts';
import { watchNames, type NameWatch } from '../container/name-watch.ts';
import { createFindNeeds } from '../container/needs.ts';
import { isOn } from '../features.ts';
import type { Limiter } from '../limiter.ts';
import type { JobPlan } from './plan-job.ts';

/** Whether services start before the ones in front of them run (HOOK_SERVICE_STARTS); one alone has nobody there. */
export function startsOverlap(
  services: readonly unknown[],
  { config, features }: Pick<Context, 'config' | 'features'>,
): boolean {
  const mayOverlap = isOn(features, 'parallel-pulls') && services.length > 1;
  return mayOverlap && config.serviceStarts === 'overlapping';
}

/** When a service may start whose turn has come. */
export interface Overlap extends NameWatch {
  /** For each service the places of those that have to run; known soon after it is made. */
  needs: readonly Promise<readonly number[]>[];
}

/**
 * Undefined where services start in turn.
 * @param making the services, and the id of each as soon as it is made
 * @param limited keeps docker processes that look at them few
 */
export function overlapOf(
  { network, services }: JobPlan,
  making: readonly { made: Promise<string> }[],
  limited: Limiter,
  context: Pick<Context, 'config' | 'features' | 'docker' | 'log'>,
): Overlap | undefined {
  const { docker, log } = context;
  if (!startsOverlap(services, context)) return undefined;
  const names = watchNames(docker, network, (why) => {
    log.debug(
      `docker no longer tells when services have their names, so they start in turn: ${why}`,
    );
  });
  const findNeeds = createFindNeeds(services.map(({ spec }) => spec));
  const needs = making.map(async ({ made }, place) => {
    const id = await made;
    // The first one has none in front of it.
    if (place === 0) return [];
    const [state] = await limited(() => docker.inspect([id]));
    return findNeeds(place, state);
  });
  return { ...names, needs };
}
