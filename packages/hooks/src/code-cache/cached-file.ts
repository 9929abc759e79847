import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';

/** A file of the hook as V8 is given it, and what V8 made of it, or why that is not used. */
export interface CachedFile {
  source: Buffer;
  code: Buffer | CacheProblem;
}

export type CacheProblem = 'missing' | 'of another source' | 'damaged';

/** As node's own loader gives it to a file in CommonJS ("Modules: CommonJS modules", "The module wrapper"). */
export type FileScope = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  filename: string,
  dirname: string,
) => void;

/**
 * Where the code of a file is kept.
 * @param node the version of node and the processor that it is for: V8 does not look at the latter
 */
export function cachePath(dist: string, node: string, file: string): string {
  return join(cacheFolder(dist), node, `${basename(file)}.cache`);
}

export function cacheFolder(dist: string): string {
  return join(dist, 'code-cache');
}

/**
 * The source of a file as a function of what node gives to each. Not as a text: those of a hook would fill the space
 * that V8 has for what is new, and it would make room, which takes time and 4 MiB more.
 * @throws Error of the file system
 */
export function readSource(file: string): Buffer {
  const scope = '(function (exports, require, module, __filename, __dirname) {';
  return Buffer.concat([Buffer.from(scope), readFileSync(file), Buffer.from('\n})')]);
}

/** @throws Error of the file system when there is no such file; without a cache it is well */
export function readCached(file: string, cache: string): CachedFile {
  const source = readSource(file);
  const cached = readIfThere(cache);
  return { source, code: cached ? codeIn(cached, source) : 'missing' };
}

/** What `readCached` reads. */
export function joinCached(source: Buffer, code: Buffer): Buffer {
  return Buffer.concat([source, code, code]);
}

/**
 * V8 knows a source by its length alone (`SerializedCodeData::SourceHash`), and believes code to the last bit: one
 * that is wrong ends the process. So source and code are compared with a second copy each, which takes a tenth of a
 * millisecond; node:crypto or node:zlib, for a digest, take two to load.
 */
function codeIn(cached: Buffer, source: Buffer): Buffer | CacheProblem {
  if (!cached.subarray(0, source.length).equals(source)) return 'of another source';
  const middle = source.length + (cached.length - source.length) / 2;
  const code = cached.subarray(source.length, middle);
  return code.equals(cached.subarray(middle)) ? code : 'damaged';
}

/** Code that is not for this V8, its flags or the source is refused and then compiled as if there were none. */
export function createScript(file: string, { source, code }: CachedFile): Script {
  const cachedData = typeof code === 'string' ? undefined : code;
  return new Script(source.toString(), { filename: file, cachedData });
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
