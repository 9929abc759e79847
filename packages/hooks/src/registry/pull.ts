import type { Context } from '../context.ts';
import { DockerError } from '../docker/docker-error.ts';
import { parseImageRef } from '../docker/image-ref.ts';
import type { Registry } from '../protocol/request.ts';
import { retry } from '../retry.ts';
import { stopwatch } from '../stopwatch.ts';
import type { RegistryAccess } from './access.ts';
import { credentialsOf, ignoresCredentials, type RegistryAuth } from './auth.ts';
import { explainPullFailure } from './diagnose.ts';
import type { Credentials } from './docker-config.ts';

/** An image that a command needs. */
export interface ImageRequest {
  image: string;
  /** Registry host of the image. */
  host: string;
  platform: string | undefined;
  credentials: Credentials | undefined;
  /** Where the workflow names it, for people: `jobs.build.container`. */
  origin: string;
}

/** @throws HookError for an image reference that docker would not take */
export function imageRequest(
  { image, registry }: { image: string; registry?: Registry | undefined },
  platform: string | undefined,
  origin: string,
): ImageRequest {
  const { host } = parseImageRef(image);
  return { image, host, platform, credentials: credentialsOf(registry), origin };
}

/** The built-in runner tries three times too, with pauses of 1 to 10 seconds. */
const attempts = 3;
const baseDelay = 5000;

/** Hosts for which the runner sends the job token by itself: nothing to delete in a workflow. */
const jobTokenHosts = new Set(['ghcr.io', 'containers.pkg.github.com']);

/**
 * Pulls each image once, one after another.
 * @throws HookError that says which image, why, and what to do
 */
export async function pullImages(
  requests: readonly ImageRequest[],
  access: RegistryAccess,
  context: Pick<Context, 'docker' | 'log' | 'signal' | 'client'>,
): Promise<void> {
  const resolved: ResolvedImage[] = [];
  for (const image of distinct(requests)) {
    resolved.push({ ...image, auth: await access.resolve(image.host, image.credentials) });
  }
  noticeIgnored(resolved, context.log);
  for (const image of resolved) await pullImage(image, access, context);
}

interface ResolvedImage extends ImageRequest {
  auth: RegistryAuth;
}

async function pullImage(
  resolved: ResolvedImage,
  access: RegistryAccess,
  { docker, log, signal, client }: Pick<Context, 'docker' | 'log' | 'signal' | 'client'>,
): Promise<void> {
  const { image, platform, host, auth } = resolved;
  const elapsed = stopwatch();
  const pull = () =>
    access.withConfig([{ host, auth }], (directory) => docker.pull(image, platform, directory));
  try {
    await retry(pull, {
      attempts,
      baseDelay,
      signal,
      shouldRetry: (error) => error instanceof DockerError && error.reason === 'transient',
      onRetry: (error, delay) => {
        const pause = (delay / 1000).toFixed(1);
        log.warning(`${(error as Error).message} Trying again in ${pause} s.`);
      },
    });
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    const { helperEnv: env } = client;
    const configDirectory = access.directory;
    throw await explainPullFailure({ image, host, auth, env, configDirectory, error });
  }
  log.info(`Pulled ${image} in ${elapsed()}`);
}

function distinct(requests: readonly ImageRequest[]): ImageRequest[] {
  const key = ({ image, platform, credentials }: ImageRequest) =>
    JSON.stringify([image, platform, credentials?.username, credentials?.password]);
  return [...new Map(requests.map((request) => [key(request), request])).values()];
}

function noticeIgnored(images: readonly ResolvedImage[], log: Context['log']): void {
  const ignored = images.filter(
    ({ host, credentials, auth }) =>
      credentials !== undefined && ignoresCredentials(auth) && !jobTokenHosts.has(host),
  );
  if (ignored.length === 0) return;
  const hosts = [...new Set(ignored.map(({ host }) => host))].join(', ');
  const keys = ignored.map(({ origin }) => `${origin}.credentials`).join(', ');
  log.notice(
    `This runner authenticates to ${hosts} by itself. The workflow's credentials for it are not used and can be deleted: ${keys}.`,
  );
}
