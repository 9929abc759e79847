import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, normalize, sep } from 'node:path';
import { HookError, codeOf } from '../errors.ts';

/** Where the search path of the docker client may come from. */
export interface PathSources {
  /** PATH of the process that started the hook: the Worker's, before any step could change it. */
  worker: string | undefined;
  /** PATH as an earlier call of this job found it. */
  remembered: string | undefined;
  /** PATH of the hook itself. A step can put entries in front (`$GITHUB_PATH`). */
  own: string | undefined;
}

/**
 * The PATH for docker and the credential helpers. The runner starts the hook with a PATH on which
 * entries that a step wrote to `$GITHUB_PATH` come first (actions/runner, `Handler.cs`): a program
 * named docker in such a folder must never run on the host. So the Worker's own PATH counts, and
 * no entry that is relative or lies in the runner's work folder, which containers write to.
 */
export function resolveClientPath(sources: PathSources, workFolder: string): string {
  const path = sources.worker ?? sources.remembered ?? sources.own ?? '';
  const work = realPath(workFolder);
  return path
    .split(delimiter)
    .filter((entry) => isAbsolute(entry) && !isInside(realPath(entry), work))
    .join(delimiter);
}

/** PATH at the start of a process, out of `/proc`; undefined where that cannot be read. */
export function readStartPath(pid: number): string | undefined {
  try {
    const entries = readFileSync(`/proc/${String(pid)}/environ`, 'utf8').split('\0');
    return entries.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
  } catch (error) {
    // No parent in this process namespace, or a hardened runner: there are other sources.
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/**
 * Absolute path of a program on `path`; undefined when it is on none of its entries. Tried as a shell does, without
 * `join`: a job tries so many that V8 would optimize it, which costs more than the search (5 ms of CPU and 4 MiB of a
 * prepare with services, with `--trace-opt` and as the benchmark counts).
 */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => `${folder}/${name}`)
    .find(isExecutableFile);
}

/** @throws HookError when docker is not on the path */
export function locateDocker(path: string, workFolder: string): string {
  const file = findProgram('docker', path);
  if (file !== undefined && !isInside(realPath(file), realPath(workFolder))) return file;
  throw new HookError(`docker was not found on the runner's PATH (${path || 'empty'}).`, {
    hint: 'Install the docker CLI on the runner, or put its folder on the PATH of the runner service.',
  });
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // Not there or not for us: the search goes on, as a shell's does.
  }
}

/** Where a path leads, past links and `..`; one that leads nowhere is taken as it reads. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return normalize(path);
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
