/**
 * Builds an entry that holds in its own file, as one scope, all that it needs at once. esbuild alone cuts what
 * an entry shares with chunks that are loaded later into chunks of its own: a script step would open fifteen,
 * and pay for their borders (docs/decisions/0023-one-scope-for-a-step.md).
 *
 * So the chunks are built first, without what the entry holds; they ask the loaded entry for it, and no module
 * ever exists twice.
 */
import { build } from 'esbuild';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** What a chunk calls a module that the entry holds, until `withHeld` knows where the entry is. */
const heldPrefix = 'held:';

/**
 * @param {object} options of esbuild, for ES modules
 * @param {string} entry source file
 * @param {string[]} along names of modules that go into the entry's file though they are loaded later
 * @returns ES modules of the chunks, the entry in CommonJS, and all source files
 */
export async function buildWholeEntry(options, entry, along) {
  const { outdir, absWorkingDir: root } = options;
  const isLater = ({ kind, path }) =>
    kind === 'dynamic-import' && path.startsWith('.') && !along.includes(basename(path));

  const later = new Set();
  const held = await build({
    ...options,
    entryPoints: [entry],
    splitting: false,
    plugins: [
      resolving((args) => {
        if (!isLater(args)) return undefined;
        later.add(resolve(args.resolveDir, args.path));
        return { path: args.path, external: true };
      }),
    ],
  });
  const isHeld = (file) => relative(root, file) in held.metafile.inputs;

  // Sorted, and so below: esbuild asks for paths in an order that depends on the moment.
  const entryPoints = [...later].filter((file) => !isHeld(file)).sort();
  const chunks = await build({
    ...options,
    entryPoints,
    entryNames: options.chunkNames,
    plugins: [
      resolving(({ kind, path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        if (kind === 'entry-point' || !path.startsWith('.') || !isHeld(file)) return undefined;
        return { path: `${heldPrefix}${relative(root, file)}`, external: true };
      }),
    ],
  });
  const outputs = Object.entries(chunks.metafile.outputs);
  const asked = new Set(outputs.flatMap(([, { imports }]) => imports.map(({ path }) => path)));
  const exports = [...asked]
    .filter((path) => path.startsWith(heldPrefix))
    .sort()
    .map((path) => path.slice(heldPrefix.length))
    .map((file) => `export * as ${nameOf(file)} from ${JSON.stringify(`./${file}`)};`);
  const builtAs = new Map(
    outputs.map(([path, { entryPoint }]) => [resolve(root, entryPoint ?? '.'), path]),
  );

  const whole = await build({
    ...options,
    entryPoints: undefined,
    stdin: {
      contents: [...exports, `import ${JSON.stringify(entry)};`].join('\n'),
      resolveDir: root,
    },
    outdir: undefined,
    outfile: join(outdir, basename(entry).replace(/\.ts$/, '.js')),
    splitting: false,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [
      resolving((args) => {
        if (!isLater(args)) return undefined;
        const output = builtAs.get(resolve(args.resolveDir, args.path));
        if (output === undefined) return undefined;
        return { path: `./${relative(outdir, join(root, output))}`, external: true };
      }),
    ],
  });
  const [file] = whole.outputFiles;
  return {
    chunks: chunks.outputFiles.map(({ path, text }) => ({ path, code: text })),
    whole: { path: file.path, code: file.text },
    inputs: [held, chunks].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  };
}

/** A chunk in CommonJS that asks the loaded entry for what it holds. */
export function withHeld({ path, code }, whole) {
  const file = JSON.stringify(`./${relative(dirname(path), whole.path)}`.replace('./..', '..'));
  const asked = new RegExp(`\\brequire\\("${heldPrefix}([^"]+)"\\)`, 'g');
  return {
    path,
    code: code.replaceAll(asked, (_, source) => `require(${file}).${nameOf(source)}`),
  };
}

function nameOf(file) {
  return file.replace(/\.ts$/, '').replaceAll(/[^\w]/g, '_');
}

function resolving(decide) {
  return {
    name: 'whole-entry',
    setup: ({ onResolve }) => onResolve({ filter: /.*/ }, decide),
  };
}
