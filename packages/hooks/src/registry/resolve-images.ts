import type { Context } from '../context.ts';
import { isOn } from '../features.ts';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { helperAnswers } from './credential-helper.ts';
import { configKey } from './docker-config.ts';
import { noticeKept } from './notices.ts';
import type { WantedImage } from './wanted-image.ts';

/** An image and how docker gets credentials for it. */
export type ResolvedImage = WantedImage & { auth: RegistryAuth };

/** Decides for each image how it authenticates, and makes the credential helpers ready for that. */
export async function resolveImages(
  images: readonly WantedImage[],
  access: RegistryAccess,
  {
    features,
    client,
    docker,
    log,
    signal,
  }: Pick<Context, 'features' | 'client' | 'docker' | 'log' | 'signal'>,
  atOnce: number,
): Promise<ResolvedImage[]> {
  const resolved = await Promise.all(
    images.map(async (image) => {
      return { ...image, auth: await access.resolve(image.host, image.credentials) };
    }),
  );
  if (!isOn(features, 'credential-helper') && access.isShared) noticeKept(resolved, log);
  if (atOnce > 1 && !docker.pullWith) await warmHelpers(resolved, client.helperEnv, signal);
  return resolved;
}

/**
 * Asks each helper once for a host that several docker clients are about to ask it for: not every helper
 * lets processes share one answer. What it says is the pull's to tell.
 */
async function warmHelpers(
  images: readonly ResolvedImage[],
  env: Context['client']['helperEnv'],
  signal: AbortSignal,
): Promise<void> {
  const keys = images.flatMap(({ host, auth }) =>
    'helper' in auth && auth.helper ? [JSON.stringify([auth.helper, configKey(host)])] : [],
  );
  const shared = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
  await Promise.all(
    [...shared].map((key) => {
      const [helper, host] = JSON.parse(key) as [string, string];
      return helperAnswers(helper, host, env, signal);
    }),
  );
}
