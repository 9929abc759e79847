import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, found from the sources as well as from the bundles in test/dist. */
export function projectFolder(): string {
  const self = typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url);
  for (let folder = dirname(self); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'lerna.json'))) return folder;
  }
  throw new Error('The tests run inside a clone of the repository; its lerna.json is missing.');
}
