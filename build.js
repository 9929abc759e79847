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
import { keepDeclarations } from './build/declarations.js';
import { buildWholeFiles, withHeld } from './build/whole-files.js';
import { noticesFile, noticesOf } from './release/notices.js';
import { run } from './setup/run.js';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * `programs` are the entries which are started by name, as commands; `whole` are files that hold all that they need
 * at once instead of sharing chunks (build/whole-files.js says what each is given).
 *
 * @param {{ entries: Record<string, string>, outdir: string, define?: Record<string, string>, programs?: string[], whole?: { path: string, entries: string[], along?: string[] }[] }} target
 */
async function buildCommonJs({ entries, outdir, define = {}, programs = [], whole }) {
  const options = {
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
    conditions: ['@ecr-runner-hooks/source', 'module'],
    define,
    logLevel: 'warning',
  };
  // Entries beside a whole one have chunks of their own: theirs would start it.
  const chunkNames = whole ? 'chunks/[name]-own-[hash]' : options.chunkNames;
  const split = await build({ ...options, chunkNames, entryPoints: entries });
  const own = await Promise.all(
    split.outputFiles.map(({ path, text }) => commonJs({ path, code: text })),
  );
  const files = whole && (await buildWholeFiles(options, whole));
  const chunks = await Promise.all(files?.chunks.map(commonJs) ?? []);
  const held = files?.whole.concat(chunks).map((file) => withHeld(file, files.holders)) ?? [];
  // Only now: a build that fails leaves the last good one.
  await rm(outdir, { recursive: true, force: true });
  for (const { path, code } of [...own, ...held]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
  }
  for (const name of programs) {
    const path = join(outdir, `${name}.js`);
    await writeFile(path, `#!/usr/bin/env node\n${await readFile(path, 'utf8')}`);
    await chmod(path, 0o755);
  }
  await writeFile(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  const inputs = new Set([...Object.keys(split.metafile.inputs), ...(files?.inputs ?? [])]);
  await writeFile(join(outdir, noticesFile), await noticesOf([...inputs], root));
}

async function commonJs({ path, code }) {
  const options = { format: 'cjs', platform: 'node', target: 'node20' };
  const supported = { 'dynamic-import': false };
  return { path, code: (await transform(code, { ...options, supported })).code };
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

const hook = (name) => `packages/hooks/src/${name}.ts`;
await buildCommonJs({
  entries: {
    cli: join(root, 'packages/hooks/src/cli.main.ts'),
  },
  programs: ['cli'],
  whole: [
    { path: 'index', entries: [hook('index')] },
    { path: 'hook', entries: [hook('hook')], along: [hook('commands/run-script-step')] },
    {
      path: 'chunks/commands-[hash]',
      entries: [
        hook('protocol/response-file'),
        hook('commands/prepare-job'),
        hook('commands/run-container-step'),
        hook('commands/cleanup-job'),
        hook('docker/engine-operations'),
      ],
    },
  ],
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
await keepDeclarations(join(root, 'packages/ecr-auth/dist'), ['index', 'registry']);
await buildCommonJs({ entries: await testPrograms(), outdir: join(root, 'test/dist') });
