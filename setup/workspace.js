/** The npm side of setup.js: the dependencies and the build. */
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, run } from './run.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules/.setup.json');

/**
 * Installs what package-lock.json says, but only if it is another one than last time, or node_modules
 * is gone. Not `npm ci`: that refuses a lock file which lacks optional packages of other platforms, and
 * npm leaves them out when the registry at hand does not have them.
 */
export async function installDependencies() {
  const lock = await readFile(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if ((await readStamp()) === wanted) return;
  console.log('setup: installing the npm dependencies (npm install --no-save)');
  const npm = findProgram('npm');
  if (!npm) throw new Error('npm is missing; it comes with node from https://nodejs.org.');
  await rm(stamp, { force: true });
  await run(npm, ['install', '--no-save'], { cwd: root });
  await writeFile(stamp, JSON.stringify({ packageLock: wanted }));
}

export async function runBuild() {
  console.log('setup: building (node build.js)');
  await run(process.execPath, ['build.js'], { cwd: root });
}

async function readStamp() {
  try {
    return JSON.parse(await readFile(stamp, 'utf8')).packageLock;
  } catch {
    return undefined;
  }
}
