import { copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../errors.ts';

/** Folders of a runner, on this machine. */
export interface Folders {
  root: string;
  work: string;
  temp: string;
  /** `_work/<repository>/<repository>`. */
  workspace: string;
}

/** The layout of a runner; `repository` is `owner/name`. */
export function layOut(root: string, repository: string): Folders {
  const name = repository.slice(repository.indexOf('/') + 1);
  const work = join(root, '_work');
  return { root, work, temp: join(work, '_temp'), workspace: join(work, name, name) };
}

export function externals({ root }: Folders): string {
  return join(root, 'externals');
}

export function toolCache({ work }: Folders): string {
  return join(work, '_tool');
}

/** Makes what a runner has before its first job; the root is there and nobody else's. */
export function createFolders(folders: Folders, node: string, event: string): void {
  const { root, work, temp, workspace } = folders;
  for (const name of ['home', 'workflow'].map((part) => `_github_${part}`)) {
    mkdirSync(join(temp, name), { recursive: true });
  }
  for (const name of ['_runner_file_commands', '_runner_hook_responses']) {
    mkdirSync(join(temp, name));
  }
  for (const folder of [join(work, '_actions'), toolCache(folders), workspace]) {
    mkdirSync(folder, { recursive: true });
  }
  mkdirSync(join(root, '_diag'));
  writeFileSync(join(temp, '_github_workflow/event.json'), event);
  const bin = join(externals(folders), 'node20/bin');
  mkdirSync(bin, { recursive: true });
  linkOrCopy(node, join(bin, 'node'));
}

/** Programs of 100 MB are shared where the folders lie on one file system. */
function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    // Another file system, or a file that is not ours to link.
    if (codeOf(error) === undefined) throw error;
    copyFileSync(source, target);
  }
}
