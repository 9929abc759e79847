import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { bundledNode, type NodeVersion } from '../test/support/nodes.ts';

const root = join(import.meta.dirname, '..');

/** npm as a script: the nodes of the tests bring none along. */
const npm = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());

/**
 * Packs a package of this repository as `npm publish` does, and installs that alone in an empty folder: nothing
 * may be fetched, nothing lies in a cache, no script runs, and its `engines` have to fit.
 */
export function installAlone(name: string, version: NodeVersion, folder: string): void {
  const node = bundledNode(version);
  const env = {
    PATH: [dirname(node), process.env['PATH']].join(delimiter),
    HOME: folder,
    npm_config_cache: join(folder, 'cache'),
    npm_config_offline: 'true',
    npm_config_engine_strict: 'true',
    npm_config_ignore_scripts: 'true',
  };
  const run = (cwd: string, ...args: string[]) =>
    execFileSync(node, [npm, ...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' });

  mkdirSync(folder, { recursive: true });
  const [pack] = JSON.parse(
    run(join(root, 'packages', name), 'pack', '--json', '--pack-destination', folder),
  ) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  run(folder, 'install', '--no-audit', '--no-fund', join(folder, pack.filename));
}
