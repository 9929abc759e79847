/**
 * Builds files that each hold as one scope all that they need at once. esbuild alone cuts what two entries
 * share into chunks of their own: a script step would open fifteen, a prepare twenty, and pay for their borders
 * (docs/decisions/0023-one-scope-for-a-step.md).
 *
 * A module is in the first of the files that needs it. The others, and the chunks that are loaded later, are built
 * without it and ask the loaded file for it, so that no module ever exists twice.
 */
import { build } from 'esbuild';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** What a file calls a module that another one holds, until `withHeld` knows where that is. */
const heldPrefix = 'held:';

/**
 * @param {object} options of esbuild, for ES modules
 * @param {{ path: string, entries: string[], along?: string[] }[]} files that are to be whole, by their paths in
 *   `outdir` without `.js`; sources that they hold from the start, and those that they load later but hold, too
 * @returns ES modules of the chunks, the whole files in CommonJS, which source is held where, and all source files
 */
export async function buildWholeFiles(options, files) {
  const plan = await findHolders(options, files);
  const chunks = await buildChunks(options, plan);
  const builtAs = new Map(
    Object.entries(chunks.metafile.outputs).map(([path, { entryPoint }]) => [entryPoint, path]),
  );
  const whole = await Promise.all(files.map((file) => buildWhole(options, file, plan, builtAs)));
  const fileOf = new Map(whole.map(({ path }, index) => [files[index].path, path]));
  return {
    chunks: chunks.outputFiles.map(({ path, text }) => ({ path, code: text })),
    whole,
    holders: new Map(
      [...plan.asked].map((source) => [source, fileOf.get(plan.heldIn.get(source))]),
    ),
    inputs: [...plan.heldIn.keys(), ...Object.keys(chunks.metafile.inputs)],
  };
}

/** Which source is in which of the files, which ones others ask for, and what is loaded later. */
async function findHolders(options, files) {
  const { absWorkingDir: root } = options;
  const heldIn = new Map();
  const asked = new Set();
  const later = new Set();
  for (const { path, entries, along = [] } of files) {
    const decide = ({ source, isDynamic }) => {
      if (heldIn.has(source)) return ask(source, asked);
      if (!isDynamic || along.includes(source)) return undefined;
      later.add(source);
      return source;
    };
    const { metafile } = await build({
      ...options,
      ...contentsOf(entries.map(imported), root),
      splitting: false,
      plugins: [resolving(root, decide)],
    });
    for (const source of Object.keys(metafile.inputs)) heldIn.set(source, path);
  }
  for (const source of later) if (heldIn.has(source)) ask(source, asked);
  return { heldIn, asked, later };
}

function buildChunks(options, { heldIn, asked, later }) {
  const decide = ({ source }) => (heldIn.has(source) ? ask(source, asked) : undefined);
  return build({
    ...options,
    // Sorted, and so below: esbuild asks for paths in an order that depends on the moment.
    entryPoints: [...later].filter((source) => !heldIn.has(source)).sort(),
    entryNames: options.chunkNames,
    plugins: [resolving(options.absWorkingDir, decide)],
  });
}

/** @param {Map<string, string>} builtAs paths of chunks from the root, by the source that each begins with */
async function buildWhole(options, { path, entries }, { heldIn, asked }, builtAs) {
  const { outdir, absWorkingDir: root } = options;
  const exported = [...asked].filter((source) => heldIn.get(source) === path).sort();
  const decide = ({ source }) => {
    const holder = heldIn.get(source);
    if (holder !== undefined) return holder === path ? undefined : ask(source, asked);
    const chunk = builtAs.get(source);
    return chunk && pathFrom(dirname(join(outdir, path)), join(root, chunk));
  };
  const { outputFiles } = await build({
    ...options,
    ...contentsOf([...exported.map(exportedAs), ...entries.map(imported)], root),
    entryNames: path,
    splitting: false,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [resolving(root, decide)],
  });
  return { path: outputFiles[0].path, code: outputFiles[0].text };
}

/**
 * A file in CommonJS that asks the loaded whole files for what they hold: at its top each of them once, since
 * seventy questions in a prepare made node's handling of paths so busy that V8 optimized it, for 5 ms and 4 MiB.
 */
export function withHeld({ path, code }, holders) {
  const request = `require\\("${heldPrefix}([^"]+)"\\)`;
  const askFor = (source) =>
    `require(${JSON.stringify(pathFrom(dirname(path), holders.get(source)))})`;
  const names = new Map();
  const once = code.replaceAll(
    new RegExp(`^var (\\w+) = ${request};$`, 'gm'),
    (_, name, source) => {
      const question = askFor(source);
      const known = names.get(question);
      const holder = known ?? `held${names.size}`;
      names.set(question, holder);
      const answer = `var ${name} = ${holder}.${nameOf(source)};`;
      return known ? answer : `var ${holder} = ${question};\n${answer}`;
    },
  );
  const rest = (_, source) => `${askFor(source)}.${nameOf(source)}`;
  return { path, code: once.replaceAll(new RegExp(`\\b${request}`, 'g'), rest) };
}

function ask(source, asked) {
  asked.add(source);
  return `${heldPrefix}${source}`;
}

/** As `require` takes it. */
function pathFrom(folder, file) {
  const path = relative(folder, file);
  return path.startsWith('.') ? path : `./${path}`;
}

function contentsOf(lines, resolveDir) {
  return { entryPoints: undefined, stdin: { contents: lines.join('\n'), resolveDir } };
}

function imported(source) {
  return `import ${JSON.stringify(`./${source}`)};`;
}

function exportedAs(source) {
  return `export * as ${nameOf(source)} from ${JSON.stringify(`./${source}`)};`;
}

function nameOf(source) {
  return source.replace(/\.ts$/, '').replaceAll(/[^\w]/g, '_');
}

/** Marks what is asked from here: esbuild would ask here again. */
const ownQuestion = 'asked by whole-files';

/** Asks `decide` for the path by which a source is to be left out; undefined: it is not. */
function resolving(root, decide) {
  return {
    name: 'whole-files',
    setup(build) {
      build.onResolve(
        { filter: /.*/ },
        async ({ path, kind, resolveDir, importer, pluginData }) => {
          const isImport = kind === 'import-statement' || kind === 'dynamic-import';
          if (!isImport || path.startsWith('node:') || pluginData === ownQuestion) return undefined;
          const found = await build.resolve(path, {
            kind,
            resolveDir,
            importer,
            pluginData: ownQuestion,
          });
          if (!isAbsolute(found.path)) return undefined;
          const source = relative(root, found.path);
          const external = decide({ source, isDynamic: kind === 'dynamic-import' });
          return external === undefined ? undefined : { path: external, external: true };
        },
      );
    },
  };
}
