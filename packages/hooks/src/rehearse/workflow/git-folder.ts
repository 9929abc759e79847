import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from '../../errors.ts';

/** What a clone says of itself; nothing of it is needed. */
export interface GitFacts {
  repository?: string | undefined;
  ref?: string | undefined;
  sha?: string | undefined;
}

/** The top folder of the clone that a path lies in. */
export function findTopLevel(path: string): string | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Reads a few files of git's own; the rest of the rehearsal does not need git.
 * Layout: gitrepository-layout(5).
 */
export function readGitFacts(topLevel: string): GitFacts {
  const own = gitFolder(topLevel);
  const common = resolve(own, read(join(own, 'commondir')) || '.');
  const head = read(join(own, 'HEAD'));
  const ref = /^ref: (\S+)$/.exec(head)?.[1];
  return {
    repository: repositoryOf(read(join(common, 'config'))),
    ref,
    sha: ref === undefined ? shaIn(head) : findRef(common, ref),
  };
}

/** A worktree has a file there that names its folder. */
function gitFolder(topLevel: string): string {
  const path = join(topLevel, '.git');
  const pointer = /^gitdir: (.+)$/.exec(read(path))?.[1];
  return pointer === undefined ? path : resolve(topLevel, pointer);
}

function findRef(folder: string, ref: string): string | undefined {
  const loose = ref.includes('..') ? '' : read(join(folder, ref));
  if (loose !== '') return shaIn(loose);
  const line = read(join(folder, 'packed-refs'))
    .split('\n')
    .find((entry) => entry.endsWith(` ${ref}`));
  return line === undefined ? undefined : shaIn(line.slice(0, 40));
}

function shaIn(text: string): string | undefined {
  return /^[\da-f]{40}$/.exec(text)?.[0];
}

/** `owner/name` of the remote that GitHub is, as ssh, git and https write it. */
function repositoryOf(config: string): string | undefined {
  const [, origin = ''] = /\[remote "origin"\]([^[]*)/.exec(config) ?? [];
  const [, url = ''] = /^[ \t]*url[ \t]*=[ \t]*(\S+)[ \t]*$/m.exec(origin) ?? [];
  return /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1];
}

function read(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8').trim() : '';
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return '';
  }
}
