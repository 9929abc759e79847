import type { Context } from '../context.ts';
import type { RegistryAccess } from './access.ts';
import { isRunnersOwn, type RegistryAuth } from './auth.ts';
import { helperAnswers } from './credential-helper.ts';
import { configKey } from './docker-config.ts';
import type { ImageRequest } from './pull.ts';

/** An image and how docker gets credentials for it. */
export type ResolvedRequest = ImageRequest & { auth: RegistryAuth };

/** Hosts for which the runner sends the job token by itself: nothing to delete in a workflow. */
const jobTokenHosts = new Set(['ghcr.io', 'containers.pkg.github.com']);

/** Decides for each image how it authenticates, and makes the credential helpers ready for that. */
export async function resolveImages(
  images: readonly ImageRequest[],
  access: RegistryAccess,
  { features, client, log, signal }: Pick<Context, 'features' | 'client' | 'log' | 'signal'>,
  atOnce: number,
): Promise<ResolvedRequest[]> {
  const resolved = await Promise.all(
    images.map(async (image) => {
      return { ...image, auth: await access.resolve(image.host, image.credentials) };
    }),
  );
  noticeIgnored(resolved, log);
  if (features['credential-helper'].variant !== 'on' && access.isShared) noticeKept(resolved, log);
  if (atOnce > 1) await warmHelpers(resolved, client.helperEnv, signal);
  return resolved;
}

/**
 * Asks each helper once for a host that several pulls are about to ask it for: not every helper
 * lets processes share one answer. What it says is the pull's to tell.
 */
async function warmHelpers(
  images: readonly ResolvedRequest[],
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

function noticeIgnored(images: readonly ResolvedRequest[], log: Context['log']): void {
  const ignored = images.filter(
    ({ host, credentials, auth }) =>
      credentials !== undefined && isRunnersOwn(auth) && !jobTokenHosts.has(host),
  );
  if (ignored.length === 0) return;
  const hosts = [...new Set(ignored.map(({ host }) => host))].join(', ');
  const keys = ignored.map(({ origin }) => `${origin}.credentials`).join(', ');
  log.notice(
    `This runner authenticates to ${hosts} by itself. The workflow's credentials for it are not used and can be deleted: ${keys}.`,
  );
}

/** The feature is off, and still not everything goes the old way. */
function noticeKept(images: readonly ResolvedRequest[], log: Context['log']): void {
  const kept = images.filter(({ auth }) => isRunnersOwn(auth)).map(({ host }) => host);
  if (kept.length === 0) return;
  const hosts = [...new Set(kept)].join(', ');
  log.notice(
    `The feature credential-helper is not on for this job. The workflow gives no credentials for ${hosts}, so this runner still authenticates there by itself.`,
  );
}
