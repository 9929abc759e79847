import { matchesWildcard } from '../admin-file/wildcard.ts';
import { parseImageRef, type ImageRef } from '../docker/image-ref.ts';
import { messageOf } from '../errors.ts';
import { limitText } from './limits.ts';
import type { Allow } from './policy-file.ts';

/** Whether the policy limits images. */
export function limitsImages(allow: Allow): boolean {
  return allow.registries !== undefined || allow['images-without-digest'] === false;
}

/** @returns a clause why this image may not be used, or nothing */
export function judgeImage(reference: string, allow: Allow): string | undefined {
  if (!limitsImages(allow)) return undefined;
  let image: ImageRef;
  try {
    image = parseImageRef(reference);
  } catch (error) {
    return `which is no image (${messageOf(error)})`;
  }
  if (isId(reference)) {
    return 'which docker can take for the id of any image that is here: write its name with the host';
  }
  const { registries } = allow;
  if (registries?.some((pattern) => fits(pattern, image)) === false) {
    return limitText('registries', allow);
  }
  const isLoose = image.digest === undefined && allow['images-without-digest'] === false;
  return isLoose ? limitText('images-without-digest', allow) : undefined;
}

/** docker looks for images by the beginning of their ids, too. */
function isId(reference: string): boolean {
  return /^(?:sha256:)?[a-f0-9]+$/.test(reference);
}

/** A pattern with a slash is for host and repository, another for the host. */
function fits(pattern: string, { host, repository }: ImageRef): boolean {
  return matchesWildcard(pattern, pattern.includes('/') ? `${host}/${repository}` : host);
}
