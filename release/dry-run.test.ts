/** The dry run of a small repository, with programs in the place of npm and npx that need no network. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'dry-run-'));
const repository = join(folder, 'repository');
const programs = join(folder, 'bin');
const temporary = join(folder, 'tmp');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: string | object, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  writeFileSync(path, text, { mode });
}

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@e.org', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });

/** Writes down what it was called with, and does of it what the dry run reads afterwards. */
const npm = `#!${process.execPath}
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const line = process.argv.slice(1).join(' ').replace(/^.*\\/(npm|npx) /, '$1 ');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, line + '\\n');
if (Object.keys(process.env).some((name) => name.startsWith('npm_'))) throw new Error('npm_');
if (line.endsWith(process.env.FAILING)) { console.log('said why'); process.exit(1); }
if (line.startsWith('npx ')) {
  writeFileSync('lerna.json', '{ "version": "0.2.0" }');
  writeFileSync('CHANGELOG.md', '# 0.2.0 (2026-11-26)\\n\\n* **hooks:** a thing\\n');
}
if (line === 'npm run package') {
  mkdirSync('dist');
  writeFileSync('dist/checksums.txt', 'abc  it.zip\\n');
}
const files = ['LICENSE', 'dist/chunks/a.js', 'dist/chunks/b.js'].map((path) => ({ path }));
if (line.startsWith('npm pack '))
  console.log(JSON.stringify([{ filename: 'it.tgz', size: 7, integrity: 'sha512-x', files }]));
`;

beforeAll(() => {
  for (const name of ['dry-run.js', 'origin.js', 'release-command.js', 'release-notes.js']) {
    mkdirSync(join(repository, 'release'), { recursive: true });
    copyFileSync(join(import.meta.dirname, name), join(repository, 'release', name));
  }
  const release = 'npm audit && npx --yes lerna@9 version';
  write(join(repository, 'package.json'), { type: 'module', scripts: { release } });
  write(join(repository, 'lerna.json'), { version: '0.1.0' });
  const url = 'git+https://github.com/o/r.git';
  write(join(repository, 'packages/hooks/package.json'), { repository: { url } });
  for (const name of ['npm', 'npx']) write(join(programs, name), npm, 0o755);
  git('init', '--quiet');
  git('remote', 'add', 'origin', 'git@github.com:o/r.git');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
  write(join(repository, 'draft.md'), 'a draft');
});

function dryRun(failing = 'nothing') {
  rmSync(join(folder, 'calls'), { force: true });
  mkdirSync(temporary, { recursive: true });
  const path = [programs, process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path, TMPDIR: temporary, FAILING: failing };
  const script = join(repository, 'release/dry-run.js');
  const options = { encoding: 'utf8', env: { ...env, npm_config_prefix: '/' } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], options);
  return { status, stdout, stderr };
}

test('it says what would be released: version, files, changelog, packages and checksums', () => {
  const { status, stdout } = dryRun();
  expect(stdout).toContain('Version: 0.1.0 -> 0.2.0, tag v0.2.0\n');
  expect(stdout).toMatch(/^ CHANGELOG\.md +\| 3 \+\+\+$/m);
  expect(stdout).toContain('* **hooks:** a thing\n');
  expect(stdout).toContain('it.tgz: 7 bytes, sha512-x\n  LICENSE\n  2 chunks\n');
  expect(stdout).toContain('abc  it.zip\n');
  expect(stdout).not.toContain('would refuse');
  expect(status).toBe(0);
});

test('lerna neither commits, tags nor pushes, and this tree stays as it is', () => {
  const { stdout, stderr } = dryRun();
  expect(stderr).toContain(
    'release:dry: npx --yes lerna@9 version --no-git-tag-version --no-push --yes\n',
  );
  expect(stdout).toContain('Not committed, and so not in it:\n?? draft.md\n');
  expect(git('status', '--short')).toBe('?? draft.md\n');
  expect(git('tag')).toBe('');
  expect(readdirSync(temporary)).toEqual([]);
});

test('a release that would not build or pass fails here, and says why', () => {
  for (const failing of ['run package', 'run format:check', 'run docs:check']) {
    const { status, stderr } = dryRun(failing);
    expect(status).toBe(1);
    expect(stderr).toContain(`release:dry: Command failed: npm ${failing}\n`);
    expect(stderr).toContain('said why\n');
    expect(readdirSync(temporary)).toEqual([]);
  }
});
