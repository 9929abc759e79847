import { csvFields } from './csv.ts';

/** What a mount takes from outside of its container. */
export type Source =
  /** Nothing: an anonymous volume, or memory. */
  | { kind: 'none' }
  /** A folder or file of the host. */
  | { kind: 'path'; path: string }
  | { kind: 'volume'; name: string }
  | { kind: 'image'; reference: string }
  /** A clause that says why nobody can tell. */
  | { kind: 'unclear'; why: string };

/** docker's grammar of names (moby, `daemon/names/names.go`). */
const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** The value of `--volume` and an entry of `volumes:`: `source:target:mode`, or a target alone. */
export function volumeSource(text: string): Source {
  const parts = text.split(':');
  if (parts.length > 3) return unclear('which has more than two colons');
  return parts.length === 1 ? { kind: 'none' } : sourceOf(parts[0] ?? '');
}

/** A path or the name of a volume; docker's client makes a relative path absolute, by a folder of its own. */
function sourceOf(text: string): Source {
  if (text.startsWith('/')) return { kind: 'path', path: text };
  if (volumeName.test(text)) return { kind: 'volume', name: text };
  return unclear('whose source is neither an absolute path nor the name of a volume');
}

const sourceKeys = ['source', 'src'];
/** What says nothing of where a mount comes from. */
const otherKeys = [
  ...['target', 'destination', 'dst', 'readonly', 'ro', 'consistency', 'volume-nocopy'],
  ...['volume-label', 'volume-subpath', 'bind-propagation', 'bind-nonrecursive', 'bind-recursive'],
  ...['tmpfs-size', 'tmpfs-mode', 'image-subpath'],
];

/**
 * The value of `--mount` (docker/cli, `opts/mount.go`). A driver of volumes and its options can make any
 * folder of the host a volume, so they are not looked into.
 */
export function mountSources(text: string): Source[] {
  const fields = csvFields(text);
  if (fields === undefined) return [unclear('whose quotes docker would not take')];
  const entries = fields.map((field): [string, string] => {
    const equals = field.indexOf('=');
    return equals < 0
      ? [field.toLowerCase(), '']
      : [field.slice(0, equals).toLowerCase(), field.slice(equals + 1)];
  });
  const known = [...sourceKeys, ...otherKeys, 'type'];
  const odd = entries.find(([key]) => !known.includes(key));
  if (odd) return [unclear(`whose ${JSON.stringify(odd[0])} can stand for any folder of the host`)];
  const types = valuesOf(entries, ['type']).map((type) => type.toLowerCase());
  const oddType = types.find((type) => !['bind', 'volume', 'tmpfs', 'image'].includes(type));
  if (oddType !== undefined) return [unclear(`whose type ${JSON.stringify(oddType)} is not known`)];
  if (types.length > 1) return [unclear('whose type is given twice')];
  // docker takes the last of several; none of them may be more than what is allowed.
  return valuesOf(entries, sourceKeys).map((source): Source => {
    return types[0] === 'image' ? { kind: 'image', reference: source } : sourceOf(source);
  });
}

function valuesOf(entries: readonly [string, string][], keys: readonly string[]): string[] {
  return entries.filter(([key]) => keys.includes(key)).map(([, value]) => value);
}

function unclear(why: string): Source {
  return { kind: 'unclear', why };
}
