import type { Context } from '../context.ts';
import { isOn } from '../features.ts';

/** Whether services start before the ones in front of them run (HOOK_SERVICE_STARTS); one alone has nobody there. */
export function startsOverlap(
  services: readonly unknown[],
  { config, features }: Pick<Context, 'config' | 'features'>,
): boolean {
  const mayOverlap = isOn(features, 'parallel-pulls') && services.length > 1;
  return mayOverlap && config.serviceStarts === 'overlapping';
}
