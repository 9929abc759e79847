import { normalize } from 'node:path/posix';
import type { PathMapping } from '../config.ts';

/**
 * The path under which the daemon finds a file of the runner (`HOOK_PATH_MAP`): the longest `from`
 * that is the path itself or a folder above it counts. What is not absolute is the name of a volume,
 * which the daemon knows by itself.
 */
export function daemonPath(path: string, map: readonly PathMapping[]): string {
  if (!path.startsWith('/')) return path;
  // `/builds/../etc` is not below `/builds`: docker cleans a source, too, before it mounts it.
  const clean = normalize(path);
  const [best] = map
    .filter(({ from }) => isAtOrBelow(clean, from))
    .sort((one, other) => other.from.length - one.from.length);
  if (best === undefined) return path;
  const below = clean.slice(best.from.length).replace(/^\//, '');
  return below === '' ? best.to : joinPath(best.to, below);
}

/** `/builds` is at or above `/builds/_temp` and not above `/builds-old`. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(joinPath(folder, ''));
}

function joinPath(folder: string, below: string): string {
  return folder.endsWith('/') ? `${folder}${below}` : `${folder}/${below}`;
}
