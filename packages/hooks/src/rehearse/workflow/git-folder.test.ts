import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTopLevel, readGitFacts } from './git-folder.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const folders: string[] = [];
let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'git-folder-'));
  folders.push(top);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), content);
}

test.each([
  ['git@github.com:octo/hello.git', 'octo/hello'],
  ['https://github.com/octo/hello', 'octo/hello'],
  ['https://user:token@github.com/octo/hello.git/', 'octo/hello'],
  ['ssh://git@ghe.example.com:22/octo/hello.git', 'octo/hello'],
  ['/srv/git/hello.git', 'git/hello'],
  ['hello', undefined],
])('knows the repository of %s', (url, repository) => {
  write('.git/config', `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = x\n`);
  expect(readGitFacts(top).repository).toBe(repository);
});

test('reads a config of a million empty lines', () => {
  write('.git/config', `[remote "origin"]\n${'\n'.repeat(1_000_000)}url = git@github.com:a/b\n`);
  expect(readGitFacts(top).repository).toBe('a/b');
});

test('knows branch and commit', () => {
  write('.git/HEAD', 'ref: refs/heads/feature/x\n');
  write('.git/refs/heads/feature/x', `${sha}\n`);
  expect(readGitFacts(top)).toMatchObject({ ref: 'refs/heads/feature/x', sha });
});

test('knows packed commits and a detached head', () => {
  write('.git/HEAD', 'ref: refs/heads/main\n');
  write(
    '.git/packed-refs',
    `# pack-refs\n${'f'.repeat(40)} refs/heads/other\n${sha} refs/heads/main\n`,
  );
  expect(readGitFacts(top)).toMatchObject({ ref: 'refs/heads/main', sha });
  write('.git/HEAD', `${sha}\n`);
  expect(readGitFacts(top)).toMatchObject({ ref: undefined, sha });
});

test('follows a worktree to its clone', () => {
  write('clone/.git/worktrees/tree/HEAD', 'ref: refs/heads/tree\n');
  write('clone/.git/worktrees/tree/commondir', '../..\n');
  write('clone/.git/refs/heads/tree', `${sha}\n`);
  write('clone/.git/config', '[remote "origin"]\nurl = git@github.com:octo/hello.git\n');
  write('tree/.git', 'gitdir: ../clone/.git/worktrees/tree\n');
  expect(readGitFacts(join(top, 'tree'))).toEqual({
    repository: 'octo/hello',
    ref: 'refs/heads/tree',
    sha,
  });
});

test('knows nothing of other folders, and reads nothing beside a clone', () => {
  expect(readGitFacts(top)).toEqual({ repository: undefined, ref: undefined, sha: undefined });
  write('secret', sha);
  write('.git/HEAD', 'ref: ../secret\n');
  expect(readGitFacts(top).sha).toBeUndefined();
});

test('finds the clone that a folder lies in', () => {
  write('.git/HEAD', '');
  mkdirSync(join(top, 'a/b'), { recursive: true });
  expect(findTopLevel(join(top, 'a/b'))).toBe(top);
  expect(findTopLevel('/')).toBeUndefined();
});
