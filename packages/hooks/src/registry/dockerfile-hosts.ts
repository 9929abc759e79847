import { parseImageRef } from '../docker/image-ref.ts';
import type { DockerfileImage } from './dockerfile-images.ts';

/**
 * Registry hosts that building a Dockerfile may need. What only docker can tell is left out: it asks the config for
 * those by itself.
 */
export function dockerfileHosts(images: readonly DockerfileImage[]): string[] {
  return [...new Set(images.flatMap(({ reference }) => hostOf(reference) ?? []))];
}

function hostOf(image: string | undefined): string | undefined {
  try {
    return image === undefined ? undefined : parseImageRef(image).host;
  } catch {
    return undefined; // Not a reference yet (an argument is missing): docker will say so.
  }
}
