import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PathMapping } from '../config.ts';
import { daemonPath } from '../container/path-map.ts';
import { codeOf } from '../errors.ts';

/** What a policy needs to know of the machine, beside the request. */
export interface Host {
  /** Sockets through which a daemon obeys. */
  sockets: readonly string[];
  /**
   * Where a path of the daemon leads when links are followed; undefined when nobody can tell. Links are
   * followed as this machine has them, which is the daemon's unless that runs elsewhere.
   */
  realPath: (path: string) => string | undefined;
  /** The work folder of the runner, where workflows write. */
  workFolder?: string;
}

/** docker's socket by its two usual names, and that of containerd, which obeys as well. */
const usualSockets = [
  ...['/var/run/docker.sock', '/run/docker.sock'],
  '/run/containerd/containerd.sock',
];

export function hostOf(
  socket: string | undefined,
  pathMap: readonly PathMapping[],
  workFolder?: string,
): Host {
  const toRunner = pathMap.map(({ from, to }) => ({ from: to, to: from }));
  return {
    ...(workFolder === undefined ? {} : { workFolder: daemonPath(workFolder, pathMap) }),
    sockets: socket === undefined ? usualSockets : [...usualSockets, socket],
    realPath: (path) => {
      const real = followLinks(daemonPath(path, toRunner));
      return real === undefined ? undefined : daemonPath(real, pathMap);
    },
  };
}

/** Links in a chain; Linux follows 40. */
const mostLinks = 40;

/** As realpath(3); of what is not there yet, which docker would make, as far as it is there. */
function followLinks(path: string, links = 0): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || links > mostLinks) return undefined;
  }
  const target = linkTarget(path);
  if (target !== undefined) return followLinks(resolve(dirname(path), target), links + 1);
  const parent = followLinks(dirname(path), links);
  return parent === undefined ? undefined : join(parent, basename(path));
}

/** What a link whose end is missing points to. */
function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
