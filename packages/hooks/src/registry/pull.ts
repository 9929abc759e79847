import type { PullPolicy } from '../config.ts';
import type { Context } from '../context.ts';
import { isOn } from '../features.ts';
import { createLimiter } from '../limiter.ts';
import type { RegistryAccess } from './access.ts';
import { noticeIgnored } from './notices.ts';
import type { PullContext } from './pull-attempts.ts';
import { pullImage } from './pull-image.ts';
import { isHere } from './pull-policy.ts';
import { resolveImages, type ResolvedImage } from './resolve-images.ts';
import { shadowHelpers } from './shadow.ts';
import type { WantedImage } from './wanted-image.ts';

/** Pulls on their way. */
export interface Pulls {
  /** Resolves when this image is here. */
  ready: (image: WantedImage) => Promise<void>;
  /** Settles when no pull runs any more. */
  done: Promise<void>;
}

type PullsContext = PullContext & Pick<Context, 'features' | 'signal'>;

/**
 * Starts to get each image once, several at a time.
 * @param halt stopped at the first failure, whose error is its reason; stops the pulls when others fail
 */
export function startPulls(
  wanted: readonly WantedImage[],
  access: RegistryAccess,
  context: PullsContext,
  halt: AbortController,
): Pulls {
  const { config, features, client, docker, evidence, log } = context;
  const fallen = new Set<ResolvedImage>();
  const parallel = isOn(features, 'parallel-pulls') ? config.pullConcurrency : 1;
  const policy = policyOf(context);
  const signal = AbortSignal.any([context.signal, halt.signal]);
  const images = [...new Map(wanted.map((image) => [keyOf(image), image])).values()];

  const get = async (image: ResolvedImage): Promise<void> => {
    signal.throwIfAborted();
    const { architecture } = client;
    if (policy && (await isHere(image, { policy, architecture }, docker))) {
      log.info(`${image.image} is on this runner already`);
      return;
    }
    const { hasFallenBack } = await pullImage(image, access, context, signal);
    if (hasFallenBack) fallen.add(image);
  };
  const resolving = resolveImages(images, access, context, parallel);
  const limited = createLimiter(parallel);
  const running = new Map(
    images.map((image, index) => {
      const work = async () => {
        const resolved = (await resolving)[index];
        if (resolved) await get(resolved);
      };
      const pull = limited(work).catch((error: unknown) => {
        halt.abort(error);
        throw error;
      });
      return [keyOf(image), pull];
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
  return { ready: (image) => running.get(keyOf(image)) ?? done, done };
}

/** @throws HookError that says which image, why, and what to do */
export async function pullImages(
  wanted: readonly WantedImage[],
  access: RegistryAccess,
  context: PullsContext,
): Promise<void> {
  await startPulls(wanted, access, context, new AbortController()).done;
}

/** Where the feature is off, every image is pulled; but what is forbidden stays forbidden. */
function policyOf({ config, features }: PullsContext): PullPolicy | undefined {
  const { pullPolicy } = config;
  return isOn(features, 'pull-policy') || pullPolicy === 'never' ? pullPolicy : undefined;
}

function keyOf({ image, platform, credentials }: WantedImage): string {
  return JSON.stringify([image, platform, credentials?.username, credentials?.password]);
}
