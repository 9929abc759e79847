import type { Context } from '../context.ts';
import { isOn } from '../features.ts';
import type { PrepareJob } from '../protocol/request.ts';

/**
 * Keys of the services as far as the runner's job message tells them; nothing when nobody needs
 * them. docs/service-names.md
 */
export async function findServiceKeys(
  services: PrepareJob['services'],
  { config, features, log, parentPid }: Context,
): Promise<readonly (string | undefined)[]> {
  const isNeeded = services.some(({ contextName }) => !contextName);
  if (!isNeeded || !isOn(features, 'service-names')) return [];
  const { readServiceKeys } = await import('../job-message/service-keys.ts');
  const images = services.map(({ image }) => image);
  const { runId, jobId } = config;
  const { keys, reason } = readServiceKeys({ parentPid, images, runId, jobId });
  if (reason !== undefined) {
    log.debug(`The runner's job message does not tell the names of the services: ${reason}.`);
  }
  return keys;
}
