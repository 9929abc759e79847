import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachePath, createScript, readCached, type FileScope } from './cached-file.ts';

export interface Installed {
  /** The folder of the hook. */
  dist: string;
  /** See `cachePath`. */
  node: string;
  /** Node's own loader, for its modules and for a hook without a code cache. */
  require: (id: string) => unknown;
}

/**
 * Starts the hook: from the code cache that `hooks compile` wrote, so that V8 does not compile in each call
 * what it compiled in the last one, or as node does when there is none.
 *
 * Once the first file is loaded this way, all are, cached or not: two loaders would load it twice.
 */
export function loadHook(installed: Installed): void {
  const { dist, node, require } = installed;
  const entry = join(dist, 'hook.js');
  const load = existsSync(cachePath(dist, node, entry)) ? createLoader(installed) : require;
  load(entry);
}

function createLoader({ dist, node, require }: Installed) {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const folder = dirname(file);
    const ask = (id: string) => (id.startsWith('.') ? load(join(folder, id)) : require(id));
    try {
      const script = createScript(file, readCached(file, cachePath(dist, node, file)));
      const run = script.runInThisContext() as FileScope;
      run(module.exports, ask, module, file, folder);
    } catch (error) {
      // Whoever asks again is told the same, and does not get a half.
      loaded.delete(file);
      throw error;
    }
    return module.exports;
  };
  return load;
}
