/**
 * Builds what ships, the `dist` of each package: CommonJS for node 20 and later, not minified, so that a
 * stack trace in a job log stays readable.
 *
 * esbuild can only split ES modules, so this takes two passes: bundle and split as ESM, then turn
 * each file into CommonJS. Every dynamic `import()` in the sources thus becomes a chunk that is
 * loaded when needed, and code that two chunks share exists once.
 */
import { build, transform } from 'esbuild';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inlineChunks } from './build/inline-chunks.js';
import { noticesFile, noticesOf } from './release/notices.js';
import { run } from './setup/run.js';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * `programs` are the entries which are started by name, as commands; `whole` is the name of an entry that holds
 * its chunks, and of those chunks that are loaded later but are to go along.
 *
 * @param {{ entries: Record<string, string>, outdir: string, define?: Record<string, string>, programs?: string[], whole?: { entry: string, later: string[] } }} target
 */
async function buildCommonJs({ entries, outdir, define = {}, programs = [], whole }) {
  const { outputFiles, metafile } = await build({
    entryPoints: entries,
    outdir,
    bundle: true,
    metafile: true,
    absWorkingDir: root,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    mainFields: ['module', 'main'],
    conditions: ['source', 'module'],
    define,
    logLevel: 'warning',
  });
  const split = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const options = { format: 'cjs', platform: 'node', target: 'node20' };
      const supported = { 'dynamic-import': false };
      return { path, code: (await transform(text, { ...options, supported })).code };
    }),
  );
  const files = whole ? inlineChunks(split, join(outdir, `${whole.entry}.js`), whole.later) : split;
  // Only now: a build that fails leaves the last good one.
  await rm(outdir, { recursive: true, force: true });
  for (const { path, code } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
  for (const name of programs) {
    const path = join(outdir, `${name}.js`);
    await writeFile(path, `#!/usr/bin/env node\n${await readFile(path, 'utf8')}`);
    await chmod(path, 0o755);
  }
  await writeFile(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(outdir, noticesFile), await noticesOf(Object.keys(metafile.inputs), root));
}

/** What the tests and benchmarks start as processes of their own: `*.main.ts`. */
async function testPrograms() {
  const folders = ['test/support', 'test/bench', 'test/bench/floor'].map((name) =>
    join(root, name),
  );
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder))
        .filter((name) => name.endsWith('.main.ts'))
        .map((name) => [name.slice(0, -'.main.ts'.length), join(folder, name)]),
    ),
  );
  return Object.fromEntries(found.flat());
}

async function versionOf(name) {
  const { version } = JSON.parse(
    await readFile(join(root, `packages/${name}/package.json`), 'utf8'),
  );
  return JSON.stringify(version);
}

await buildCommonJs({
  entries: {
    index: join(root, 'packages/hooks/src/index.ts'),
    cli: join(root, 'packages/hooks/src/cli.main.ts'),
  },
  programs: ['cli'],
  whole: { entry: 'index', later: ['run-script-step'] },
  outdir: join(root, 'packages/hooks/dist'),
  define: { HOOK_VERSION: await versionOf('hooks') },
});
const ecrAuth = join(root, 'packages/ecr-auth/src');
await buildCommonJs({
  entries: {
    index: join(ecrAuth, 'index.ts'),
    registry: join(ecrAuth, 'registry.ts'),
    'credential-helper': join(ecrAuth, 'credential-helper.main.ts'),
    cli: join(ecrAuth, 'cli.main.ts'),
  },
  programs: ['credential-helper', 'cli'],
  outdir: join(root, 'packages/ecr-auth/dist'),
  define: { ECR_AUTH_VERSION: await versionOf('ecr-auth') },
});
await run(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'),
  '--project',
  join(root, 'packages/ecr-auth/tsconfig.types.json'),
]);
await buildCommonJs({ entries: await testPrograms(), outdir: join(root, 'test/dist') });
