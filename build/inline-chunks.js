/**
 * Puts what an entry always needs into its own file: node takes half a millisecond for each it opens, and a
 * script step would open fifteen. esbuild cannot: what an entry shares with a chunk that is loaded later is
 * to it a chunk of its own.
 *
 * The chunks stay beside it, for those that are loaded later and for other entries. What the entry has loaded
 * from its own file stands in node's cache under the name of the chunk, so that no module ever exists twice.
 */
import { basename, dirname, relative } from 'node:path';

const required = /\brequire\("(\.[^"]+)"\)/g;
const requiredAtOnce = /^var \w+ = require\("(\.[^"]+)"\);$/gm;

/**
 * @param {{ path: string, code: string }[]} files CommonJS
 * @param {string} entry path of the one that is to hold them
 * @param {string[]} later names (without hash) of chunks that are to go along though they are loaded later
 */
export function inlineChunks(files, entry, later) {
  const byName = new Map(files.map((file) => [basename(file.path), file]));
  const main = byName.get(basename(entry));
  const inlined = new Set();
  const add = (name) => {
    if (inlined.has(name)) return;
    inlined.add(name);
    for (const inner of namesIn(byName.get(name).code, requiredAtOnce)) add(inner);
  };
  const isLater = (name) => later.some((chunk) => name.startsWith(`${chunk}-`));
  const [atOnce, all] = [requiredAtOnce, required].map((pattern) => namesIn(main.code, pattern));
  for (const name of [...atOnce, ...all.filter(isLater)]) add(name);

  const ask = (code) =>
    code.replaceAll(required, (text, path) =>
      inlined.has(basename(path)) ? `inlined(${JSON.stringify(basename(path))})` : text,
    );
  const folder = relative(dirname(entry), dirname(byName.get([...inlined][0]).path));
  const chunks = [...inlined].map((name) => {
    // What it loads later is named as seen from the folder of the chunks.
    return `${JSON.stringify(name)}(module, exports, require) {\n${ask(byName.get(name).code)}\n},\n`;
  });
  const code = `${loader(folder)}const chunks = {\n${chunks.join('')}};\n${ask(main.code)}`;
  return files.map((file) => (file === main ? { ...file, code } : file));
}

function namesIn(code, pattern) {
  return [...code.matchAll(pattern)].map(([, path]) => basename(path));
}

const loader = (folder) => `"use strict";
/** Loads a chunk that lies in this file (build/inline-chunks.js). */
function inlined(name) {
  const file = require("node:path").join(__dirname, ${JSON.stringify(folder)}, name);
  if (!require.cache[file]) {
    const chunk = Object.assign(new module.constructor(file, module), { filename: file, paths: module.paths });
    require.cache[file] = chunk;
    chunks[name](chunk, chunk.exports, (path) => chunk.require(path));
    chunk.loaded = true;
  }
  return require.cache[file].exports;
}
`;
