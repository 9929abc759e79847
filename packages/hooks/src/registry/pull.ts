import type { PullPolicy } from '../config.ts';
import type { Context } from '../context.ts';
import { parseImageRef } from '../docker/image-ref.ts';
import { createLimiter } from '../limiter.ts';
import type { Registry } from '../protocol/request.ts';
import type { RegistryAccess } from './access.ts';
import { credentialsOf } from './auth.ts';
import type { Credentials } from './docker-config.ts';
import { noticeIgnored } from './notices.ts';
import { pullImage } from './pull-image.ts';
import { isHere } from './pull-policy.ts';
import { resolveImages, type ResolvedRequest } from './resolve-images.ts';
import { shadowHelpers } from './shadow.ts';

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

/** Pulls on their way. */
export interface Pulls {
  /** Resolves when this image is here. */
  ready: (request: ImageRequest) => Promise<void>;
  /** Settles when no pull runs any more. */
  done: Promise<void>;
}

export type PullContext = Pick<
  Context,
  'config' | 'features' | 'docker' | 'log' | 'evidence' | 'client' | 'signal'
>;

/**
 * Starts to get each image once, several at a time.
 * @param halt stopped at the first failure, whose error is its reason; stops the pulls when others fail
 */
export function startPulls(
  requests: readonly ImageRequest[],
  access: RegistryAccess,
  context: PullContext,
  halt: AbortController,
): Pulls {
  const { config, features, client, docker, evidence, log } = context;
  const fallen = new Set<ResolvedRequest>();
  const parallel = features['parallel-pulls'].variant === 'on' ? config.pullConcurrency : 1;
  const policy = policyOf(context);
  const signal = AbortSignal.any([context.signal, halt.signal]);
  const images = [...new Map(requests.map((request) => [keyOf(request), request])).values()];

  const get = async (request: ImageRequest, resolved: ResolvedRequest): Promise<void> => {
    signal.throwIfAborted();
    const { architecture } = client;
    if (policy && (await isHere(request, { policy, architecture }, docker))) {
      log.info(`${request.image} is on this runner already`);
      return;
    }
    const { hasFallenBack } = await pullImage(resolved, access, context, signal);
    if (hasFallenBack) fallen.add(resolved);
  };
  const resolving = resolveImages(images, access, context, parallel);
  const limited = createLimiter(parallel);
  const running = new Map(
    images.map((request, index) => {
      const work = async () => {
        const resolved = (await resolving)[index];
        if (resolved) await get(request, resolved);
      };
      const pull = limited(work).catch((error: unknown) => {
        halt.abort(error);
        throw error;
      });
      return [keyOf(request), pull];
    }),
  );
  const shadowing =
    features['credential-helper'].variant === 'shadow'
      ? resolving.then((resolved) => shadowHelpers(resolved, access, { ...context, signal }))
      : undefined;
  const pulled = evidence.phase('pull', () => Promise.allSettled(running.values()));
  const done = Promise.allSettled([pulled, shadowing]).then(async () => {
    signal.throwIfAborted();
    noticeIgnored(
      (await resolving).filter((image) => !fallen.has(image)),
      log,
    );
  });
  return { ready: (request) => running.get(keyOf(request)) ?? done, done };
}

/** Where the feature is off, every image is pulled; but what is forbidden stays forbidden. */
function policyOf({ config, features }: PullContext): PullPolicy | undefined {
  const { pullPolicy } = config;
  return features['pull-policy'].variant === 'on' || pullPolicy === 'never'
    ? pullPolicy
    : undefined;
}

/** @throws HookError that says which image, why, and what to do */
export async function pullImages(
  requests: readonly ImageRequest[],
  access: RegistryAccess,
  context: PullContext,
): Promise<void> {
  await startPulls(requests, access, context, new AbortController()).done;
}

function keyOf({ image, platform, credentials }: ImageRequest): string {
  return JSON.stringify([image, platform, credentials?.username, credentials?.password]);
}
