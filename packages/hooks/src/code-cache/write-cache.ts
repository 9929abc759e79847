import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import {
  createScript,
  joinCached,
  readCached,
  readSource,
  type CacheProblem,
} from './cached-file.ts';

/** How the hook finds the code of a file. */
export type CacheState = 'usable' | 'refused by node' | CacheProblem;

/** All files that the hook may load, by the names under which they ask for each other. */
export function filesOfHook(dist: string): string[] {
  const files = new Set([join(dist, 'hook.js')]);
  for (const file of files) {
    const asked = readFileSync(file, 'utf8').matchAll(/\brequire\("(\.{1,2}\/[^"]+)"\)/g);
    for (const [, id = ''] of asked) files.add(join(dirname(file), id));
  }
  return [...files];
}

/**
 * Of the flags with which node writes the same bytes each time, as the build of the runner image wants it:
 * `--hash-seed=1`, which is otherwise another one in each process and puts names in another order, and
 * `--min-semi-space-size=64`, so that no garbage is collected, which now and then leaves a trace, too.
 */
const defaultsOfSameBytes = ['--hash-seed=0', '--min-semi-space-size=0'];

/**
 * What is to be kept of a file: all its functions compiled, not only those that run at once. It sets flags of
 * V8, so nothing but this is to be done in the process.
 */
export function compileFile(file: string): Buffer {
  const source = readSource(file);
  setFlagsFromString('--no-lazy');
  const script = createScript(file, { source, code: 'missing' });
  // V8 refuses code that was made with flags which the hook does not have.
  for (const flag of ['--lazy', ...defaultsOfSameBytes]) setFlagsFromString(flag);
  return joinCached(source, script.createCachedData());
}

/** Not for a file that this process has compiled: V8 would remember it and not look. */
export function stateOf(file: string, cache: string): CacheState {
  const cached = readCached(file, cache);
  if (typeof cached.code === 'string') return cached.code;
  return createScript(file, cached).cachedDataRejected === true ? 'refused by node' : 'usable';
}
