import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { HookError } from '../errors.ts';
import type { Mount } from '../protocol/request.ts';
import { daemonPath, isAtOrBelow } from './path-map.ts';

/** The mount through which a file of the runner is seen, and where. */
export interface Seen {
  mount: Mount;
  path: string;
}

/** Finds a file of the runner in the mounts of a request; the one with the longest source counts. */
export function findInMounts(hostPath: string, mounts: readonly Mount[]): Seen | undefined {
  const lengthOf = ({ sourceVolumePath }: Mount) => sourceVolumePath?.length ?? 0;
  const [mount] = mounts
    .filter(({ sourceVolumePath: source }) => source && isAtOrBelow(hostPath, source))
    .sort((one, other) => lengthOf(other) - lengthOf(one));
  if (mount === undefined) return undefined;
  return { mount, path: mount.targetVolumePath + hostPath.slice(lengthOf(mount)) };
}

/**
 * Makes sure that a container has the runner's work folder and not an empty one of the same name,
 * which docker makes where the daemon has another file system than the runner. It looks for the
 * response file: the runner made it for this call, so nobody else has one of that name.
 *
 * @param container id of a container that is created at least
 * @param mounts its mounts as the runner names them
 * @throws HookError that says how to share the folder
 * @throws DockerError when docker fails otherwise
 */
export async function assertSharedFolders(
  container: string,
  mounts: readonly Mount[],
  { config, client, docker, responseFile }: SharedFoldersContext,
): Promise<void> {
  const seen = findInMounts(responseFile, mounts);
  if (seen === undefined || (await docker.hasFile(container, seen.path))) return;
  const work = dirname(config.tempDirectory);
  throw new HookError(
    `The docker daemon (${client.host}) does not see the runner's work folder ${work}: the container has an empty or another folder instead.`,
    { hint: hintFor(work, { config, client }) },
  );
}

export type SharedFoldersContext = Pick<Context, 'config' | 'client' | 'docker' | 'responseFile'>;

/** What to do, for the likeliest of the ways in which the two can be apart. */
export function hintFor(
  work: string,
  { config, client }: Pick<SharedFoldersContext, 'config' | 'client'>,
): string {
  const mapped = daemonPath(work, config.pathMap);
  if (mapped !== work) {
    return `HOOK_PATH_MAP says that it is ${mapped} on the daemon's machine: correct it, or share the folder at that path.`;
  }
  const map = `set HOOK_PATH_MAP=${work}=<path on the daemon's machine>`;
  if (client.inContainer) {
    return `The runner runs in a container: mount its work folder at the same path in the runner and in the container or machine of the daemon, or ${map}.`;
  }
  if (client.socket === undefined) {
    return `The daemon must run on this machine, or both must share the folder: at the same path, or ${map}.`;
  }
  return `The runner or the daemon has a file system of its own (a container, a snap, a mount namespace): share the folder at the same path, or ${map}.`;
}
