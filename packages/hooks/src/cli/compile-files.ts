import { randomUUID } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { cacheFolder, cachePath } from '../code-cache/cached-file.ts';
import { compileFile, filesOfHook, stateOf } from '../code-cache/write-cache.ts';
import { HookError, messageOf } from '../errors.ts';

/** What a call of `hooks compile` is about. */
export interface Place {
  /** The folder of the hook. */
  dist: string;
  /** See `cachePath`. */
  node: string;
}

export interface Result {
  ok: boolean;
  /** By its name in the folder of the hook. */
  files: { file: string; state: string }[];
  /** For people. */
  lines: string[];
}

/** File by file, each as a whole: it goes on beside calls of the hook, and beside another one like it. */
export async function writeCode({ dist, node }: Place): Promise<Result> {
  const files = wholeHook(dist).map((file) => ({ file, cache: cachePath(dist, node, file) }));
  const compiled = files.map(({ file, cache }) => ({ file, cache, code: compileFile(file) }));
  const folder = join(cacheFolder(dist), node);
  await change(folder, async () => {
    for (const made of [cacheFolder(dist), folder]) await makeFolder(made, modeOf(dist));
    for (const { file, cache, code } of compiled) await replaceFile(cache, code, modeOf(file));
    await removeOthers(folder, new Set(files.map(({ cache }) => basename(cache))));
  });
  const options = process.env['NODE_OPTIONS'] ?? '';
  return {
    ok: true,
    files: files.map(({ file }) => ({ file: relative(dist, file), state: 'written' })),
    lines: [
      `Compiled ${String(files.length)} files for node ${node} into ${folder}.`,
      ...(options === '' ? [] : [`It is for a runner with the same NODE_OPTIONS: ${options}`]),
    ],
  };
}

/** With the permissions of the hook, whatever the umask: the runner is another user than the one who installs. */
async function makeFolder(path: string, mode: number): Promise<void> {
  if (!isFolder(path)) {
    await rm(path, { force: true });
    await mkdir(path, { recursive: true });
  }
  if (modeOf(path) !== mode) await chmod(path, mode);
}

/** Follows no link, and takes the place of whatever is there. */
async function replaceFile(path: string, content: Buffer, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    // On the disk before it gets its name: after a crash a part of it could be zeros.
    await writeFile(temporary, content, { flag: 'wx', flush: true });
    await chmod(temporary, mode);
    if (isFolder(path)) await rm(path, { recursive: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What a release before left; not what another call is writing. */
async function removeOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder))
    if (!kept.has(name) && !name.startsWith('.'))
      await rm(join(folder, name), { recursive: true, force: true });
}

export async function checkCode({ dist, node }: Place): Promise<Result> {
  const files = wholeHook(dist).map((file) => {
    return { file: relative(dist, file), state: stateOf(file, cachePath(dist, node, file)) };
  });
  const unusable = files.filter(({ state }) => state !== 'usable');
  const ok = unusable.length === 0;
  const isAlike = files.every(({ state }) => state === files[0]?.state);
  const others = (await readdir(cacheFolder(dist)).catch(() => [])).filter((name) => name !== node);
  const count = String(files.length);
  return {
    ok,
    files,
    lines: ok
      ? [`The code of all ${count} files can be used by node ${node}.`]
      : [
          ...(isAlike ? [] : unusable.map(({ file, state }) => `${file}: ${state}`)),
          `The code of ${String(unusable.length)} of ${count} files cannot be used by node ${node}` +
            `${isAlike ? `: it is ${String(files[0]?.state)}` : ''}. Run hooks compile with that node.`,
          ...(others.length > 0 ? [`There is code for ${others.sort().join(', ')}.`] : []),
        ],
  };
}

export async function removeCode({ dist }: Place): Promise<Result> {
  const folder = cacheFolder(dist);
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  await change(folder, () => rm(folder, { recursive: true, force: true }));
  const line = isThere ? `Removed ${folder}.` : `There is no ${folder}.`;
  return { ok: true, files: [], lines: [line] };
}

/** @throws HookError when a file is missing */
function wholeHook(dist: string): string[] {
  try {
    return filesOfHook(dist);
  } catch (cause) {
    throw new HookError(`The hook in ${dist} is not whole: ${messageOf(cause)}.`, {
      hint: 'Install its release again.',
      cause,
    });
  }
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

/** @throws HookError */
async function change(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new HookError(`The code cache ${folder} cannot be changed: ${messageOf(error)}.`, {
      hint: 'It takes 5 MB in the folder of the hook, and the right to write there.',
      cause: error,
    });
  }
}
