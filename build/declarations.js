/**
 * tsc writes a declaration beside every module of a library, however deep inside. What a user can import
 * needs a few of them; the others would show the inside, and want types that a user need not have.
 */
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const reference = /(?<=\bfrom '|\bimport\(')(\.[^']+)\.ts(?=')/g;

/**
 * Leaves of the declarations below a folder those of the entries and what they refer to, by the names under
 * which the modules are shipped: not every compiler looks behind a name in `.ts` for a declaration.
 *
 * @param {string} folder
 * @param {readonly string[]} entries names of modules, without ending
 */
export async function keepDeclarations(folder, entries) {
  const kept = new Set();
  const waiting = entries.map((name) => join(folder, `${name}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, path] of text.matchAll(reference))
      waiting.push(`${resolve(dirname(file), path)}.d.ts`);
    await writeFile(file, text.replace(reference, '$1.js'));
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.d.ts') && !kept.has(file)) await rm(file);
  }
  await removeEmptyFolders(folder);
}

async function removeEmptyFolders(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.filter((one) => one.isDirectory()))
    await removeEmptyFolders(join(folder, entry.name));
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}
