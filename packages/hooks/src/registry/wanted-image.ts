import { parseImageRef } from '../docker/image-ref.ts';
import type { Registry } from '../protocol/request.ts';
import { credentialsOf } from './auth.ts';
import type { Credentials } from './docker-config.ts';

/** An image that a command needs. */
export interface WantedImage {
  image: string;
  /** Registry host of the image. */
  host: string;
  platform: string | undefined;
  credentials: Credentials | undefined;
  /** Where the workflow names it, for people: `jobs.build.container`. */
  origin: string;
}

/** @throws HookError for an image reference that docker would not take */
export function wantedImage(
  { image, registry }: { image: string; registry?: Registry | undefined },
  platform: string | undefined,
  origin: string,
): WantedImage {
  const { host } = parseImageRef(image);
  return { image, host, platform, credentials: credentialsOf(registry), origin };
}
