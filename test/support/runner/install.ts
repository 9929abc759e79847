import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { User } from '../inside.ts';
import { bundledNode, type NodeVersion } from '../nodes.ts';
import { projectFolder } from '../project.ts';
import type { RunnerFolders } from './request.ts';

/** Lays out a runner as its package does: externals with both nodes, the hook, a work folder. */
export function installRunner(root: string, repository: string, user: User): RunnerFolders {
  const name = repository.slice(repository.indexOf('/') + 1);
  const work = join(root, '_work');
  const temp = join(work, '_temp');
  const workspace = join(work, name, name);
  for (const folder of [
    ...['_github_home', '_github_workflow', '_runner_file_commands', '_runner_hook_responses'].map(
      (part) => join(temp, part),
    ),
    ...['_actions', '_tool'].map((part) => join(work, part)),
    workspace,
    join(root, '_diag'),
    join(root, 'home'),
    join(root, 'tmp'),
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(temp, '_github_workflow/event.json'), '{}');
  for (const version of ['node20', 'node24'] as const) installNode(root, version);
  cpSync(join(projectFolder(), 'packages/hooks/dist'), join(root, 'hooks'), { recursive: true });
  cpSync(join(projectFolder(), 'test/dist'), join(root, 'worker'), { recursive: true });
  chownAll(root, user, join(root, 'externals'));
  return { root, work, temp, workspace };
}

export function nodeOf(root: string, version: NodeVersion): string {
  return join(root, 'externals', version, 'bin/node');
}

/** The binary is 100 MB: a link where the folders lie on one file system, else a copy. */
function installNode(root: string, version: NodeVersion): void {
  const source = bundledNode(version);
  const target = nodeOf(root, version);
  mkdirSync(dirname(target), { recursive: true });
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
  chmodSync(target, 0o755);
}

function chownAll(path: string, user: User, except: string): void {
  if (path === except) return;
  chownSync(path, user.uid, user.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) chownAll(child, user, except);
    else chownSync(child, user.uid, user.gid);
  }
}
