import { normalize } from 'node:path/posix';
import { isAtOrBelow } from '../container/path-map.ts';
import type { Host } from './host.ts';
import { judgeImage } from './judge-image.ts';
import { judgeList, limitText } from './limits.ts';
import type { Source } from './mounts.ts';
import type { Allow } from './policy-file.ts';

/** Whether the policy limits what containers may mount. */
export function limitsMounts(allow: Allow): boolean {
  return (
    allow.paths !== undefined || allow.volumes !== undefined || allow['docker-socket'] === false
  );
}

/** @returns a clause why a container may not mount this, or nothing */
export function judgeSource(source: Source, allow: Allow, host: Host): string | undefined {
  switch (source.kind) {
    case 'none':
      return undefined;
    case 'path':
      return judgePath(source.path, allow, host);
    case 'volume':
      return judgeList('volumes', source.name, allow);
    case 'image':
      return judgeImage(source.reference, allow);
    case 'unclear':
      return limitsMounts(allow) ? source.why : undefined;
  }
}

/** A path that containers see or docker's client reads or writes: by its name, and where its links lead. */
export function judgePath(path: string, allow: Allow, host: Host): string | undefined {
  const withoutSocket = allow['docker-socket'] === false;
  if (allow.paths === undefined && !withoutSocket) return undefined;
  if (!path.startsWith('/')) return 'which is not an absolute path';
  const named = cleaned(path);
  const real = host.realPath(named);
  if (real === undefined) return 'and where that leads cannot be told';
  const leads = real === named ? '' : `which leads to ${real}, `;
  const roots = allow.paths?.map(cleaned);
  const realRoots = roots?.map((root) => host.realPath(root) ?? root);
  if (roots && realRoots && !(isBelowOne(named, roots) && isBelowOne(real, realRoots))) {
    return leads + limitText('paths', allow);
  }
  const sockets = host.sockets.flatMap((socket) => [socket, host.realPath(socket) ?? socket]);
  const reached = sockets.some((socket) => [named, real].some((seen) => isAtOrBelow(socket, seen)));
  return withoutSocket && reached ? leads + limitText('docker-socket', allow) : undefined;
}

/**
 * The runner mounts parts of its work folder by itself, and a step may have put a link in the place of one.
 * @returns a clause why a container may not have this mount, or nothing
 */
export function judgeOwnMount(path: string, allow: Allow, host: Host): string | undefined {
  const { workFolder: work } = host;
  if (!limitsMounts(allow) || work === undefined || !isAtOrBelow(cleaned(path), work)) {
    return undefined;
  }
  const real = host.realPath(cleaned(path));
  if (real === undefined) return 'and where that leads cannot be told';
  return isAtOrBelow(real, host.realPath(work) ?? work)
    ? undefined
    : `which leads to ${real}, out of the work folder of the runner`;
}

/** docker, too, takes `..` and doubled slashes out of a path before it looks for links. */
function cleaned(path: string): string {
  return normalize(path).replace(/(?<=.)\/$/, '');
}

function isBelowOne(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => isAtOrBelow(path, root));
}
