/**
 * Builds what ships: `packages/hooks/dist`, CommonJS for node 20 and later, not minified, so that a
 * stack trace in a job log stays readable.
 *
 * esbuild can only split ES modules, so this takes two passes: bundle and split as ESM, then turn
 * each file into CommonJS. Every dynamic `import()` in the sources thus becomes a chunk that is
 * loaded when needed, and code that two chunks share exists once.
 */
import { build, transform } from 'esbuild';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));

/** @param {{ entries: Record<string, string>, outdir: string, define?: Record<string, string> }} target */
async function buildCommonJs({ entries, outdir, define = {} }) {
  const { outputFiles } = await build({
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    mainFields: ['module', 'main'],
    define,
    logLevel: 'warning',
  });
  const files = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const options = { format: 'cjs', platform: 'node', target: 'node20' };
      const supported = { 'dynamic-import': false };
      return { path, code: (await transform(text, { ...options, supported })).code };
    }),
  );
  // Only now: a build that fails leaves the last good one.
  await rm(outdir, { recursive: true, force: true });
  for (const { path, code } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
  await writeFile(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
}

/** The programs the end-to-end tests start as processes of their own: `test/support/*.main.ts`. */
async function testPrograms() {
  const support = join(root, 'test/support');
  const names = (await readdir(support)).filter((name) => name.endsWith('.main.ts'));
  return Object.fromEntries(
    names.map((name) => [name.slice(0, -'.main.ts'.length), join(support, name)]),
  );
}

const { version } = JSON.parse(await readFile(join(root, 'packages/hooks/package.json'), 'utf8'));

await buildCommonJs({
  entries: { index: join(root, 'packages/hooks/src/index.ts') },
  outdir: join(root, 'packages/hooks/dist'),
  define: { HOOK_VERSION: JSON.stringify(version) },
});
await buildCommonJs({ entries: await testPrograms(), outdir: join(root, 'test/dist') });
