import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originProblem } from './origin.js';
import { releaseCommand } from './release-command.js';

const root = join(import.meta.dirname, '..');
const said = 'git+https://github.com/octo-org/ecr-runner-hooks.git';

test.each([
  'https://github.com/octo-org/ecr-runner-hooks',
  'https://github.com/octo-org/ecr-runner-hooks.git',
  'git@github.com:octo-org/ecr-runner-hooks.git',
  'ssh://git@github.com/octo-org/ecr-runner-hooks.git',
])('a release from %s comes from where the packages say', (remote) => {
  expect(originProblem(remote, said)).toBeUndefined();
});

test.each([
  ['https://github.com/other/ecr-runner-hooks.git', 'and the remote origin is other/ecr-runner-'],
  ['https://github.com.evil.example/octo-org/ecr-runner-hooks', 'is no repository of GitHub: add'],
  ['/srv/git/ecr-runner-hooks', 'is no repository of GitHub: add it.'],
  ['', 'is no repository of GitHub: add it.'],
])('from %j it does not, and is told what to do', (remote, problem) => {
  expect(originProblem(remote, said)).toMatch(
    /^The packages say that they come from octo-org\/ecr-/,
  );
  expect(originProblem(remote, said)).toContain(problem);
});

test('OWNER, which stands for whoever publishes this, is not released', () => {
  const nobodys = 'git+https://github.com/OWNER/ecr-runner-hooks.git';
  expect(originProblem('git@github.com:octo-org/ecr-runner-hooks.git', nobodys)).toMatch(
    /write octo-org\/ecr-runner-hooks in package\.json and README\.md of both packages/,
  );
});

test('advisories and the origin are looked at before lerna makes a version', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { release: string };
  };
  expect(scripts.release).toMatch(/^npm audit && node release\/origin\.js && npx --yes lerna@\S+ /);
  expect(releaseCommand(scripts.release)).toEqual(
    expect.arrayContaining(['npx', 'version', '--conventional-commits', '--no-ignore-scripts']),
  );
  expect(() => releaseCommand('npm audit')).toThrow(/does not end with lerna: npm audit$/);
});
