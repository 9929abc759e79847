import type { Context } from '../context.ts';
import { watchNames, type NameWatch } from '../container/name-watch.ts';
import { needsOf } from '../container/needs.ts';
import { isOn } from '../features.ts';
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
  /** For each service the places of those that have to run. */
  needs: readonly (readonly number[])[];
}

/** Undefined where services start in turn. */
export function overlapOf(
  { network, services }: JobPlan,
  context: Pick<Context, 'config' | 'features' | 'docker' | 'log'>,
): Overlap | undefined {
  const { docker, log } = context;
  if (!startsOverlap(services, context)) return undefined;
  const names = watchNames(docker, network, (why) => {
    log.debug(
      `docker no longer tells when services have their names, so they start in turn: ${why}`,
    );
  });
  return { ...names, needs: needsOf(services.map(({ spec }) => spec)) };
}
