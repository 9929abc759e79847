import { DockerError } from '../docker/docker-error.ts';
import type { Docker } from '../docker/docker.ts';

/**
 * Whether JavaScript actions need the runner's musl build of node in this container. The runner
 * ships one for x64 only and fails every action when it is asked for elsewhere (`StepHost.cs`).
 */
export async function isAlpine(
  docker: Docker,
  container: string,
  architecture: string,
): Promise<boolean> {
  if (architecture !== 'x64') return false;
  try {
    return namesAlpine(await docker.readFile(container, '/etc/os-release'));
  } catch (error) {
    // An image without the file (distroless, scratch) is not Alpine.
    if (error instanceof DockerError && error.reason !== 'daemon') return false;
    throw error;
  }
}

/**
 * Whether an os-release file says Alpine by its ID or ID_LIKE (os-release(5)); values may be
 * quoted. Takes the file as docker copies it, inside a tar stream.
 */
export function namesAlpine(file: string): boolean {
  const ids = file.matchAll(/(?:^|\n|\0)(?:ID|ID_LIKE)=(["']?)([^"'\n]*)\1(?=\n|\0|$)/g);
  return [...ids].some(([, , value]) => value?.trim().split(/\s+/).includes('alpine'));
}
