/** Zips that are the same byte for byte whenever, wherever and by whomever they are made. */
import { zipSync } from 'fflate';

/** A zip has local times: in every time zone this is the first one that it can hold. */
const epoch = new Date(1980, 0, 1);
const unix = 3;

/**
 * @param {readonly { name: string, content: Uint8Array, executable?: boolean }[]} files
 * @returns {Uint8Array}
 */
export function zip(files) {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const entries = sorted.map(({ name, content, executable }) => {
    const mode = executable ? 0o100755 : 0o100644;
    return [name, [content, { level: 9, mtime: epoch, os: unix, attrs: (mode << 16) >>> 0 }]];
  });
  return zipSync(Object.fromEntries(entries));
}
