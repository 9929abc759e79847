import { expect, test } from '@jest/globals';
import { layOut } from './folders.ts';
import { githubTexts, runnerTexts } from './identity.ts';

const facts = { event: 'push', workflow: 'CI', workflowPath: '.github/workflows/ci.yml' };
const of = (given: Readonly<Record<string, string>> = {}, git = {}) =>
  githubTexts({ ...facts, jobId: 'build', given: new Map(Object.entries(given)), git });

test('makes up what nobody says', () => {
  expect(of()).toMatchObject({
    repository: 'rehearsal/workspace',
    repository_owner: 'rehearsal',
    job: 'build',
    ref: 'refs/heads/main',
    ref_name: 'main',
    ref_type: 'branch',
    sha: '0'.repeat(40),
    workflow_ref: 'rehearsal/workspace/.github/workflows/ci.yml@refs/heads/main',
  });
});

test('takes what git says, and above it what is given', () => {
  const git = { repository: 'octo/hello', ref: 'refs/heads/x', sha: 'f'.repeat(40) };
  expect(of({}, git)).toMatchObject({ ...git, repository_owner: 'octo', ref_name: 'x' });
  expect(of({ ref: 'refs/tags/v1', run_id: '7' }, git)).toMatchObject({
    repository: 'octo/hello',
    ref_name: 'v1',
    ref_type: 'tag',
    run_id: '7',
  });
});

test.each([
  [{ tokn: 'x' }, '--github cannot set "tokn".'],
  [{ token: 'x' }, '--github cannot set "token".'],
  [{ workspace: '/' }, '--github cannot set "workspace".'],
  [{ repository: 'hello' }, '"hello" is not a repository, which is owner/name.'],
  [{ repository: 'octo/..' }, '"octo/.." is not a repository'],
  [{ repository: '../../etc' }, 'is not a repository'],
])('refuses %j', (given, message) => {
  expect(() => of(given)).toThrow(message);
});

test('names the folders of the runner', () => {
  expect(runnerTexts('r', layOut('/r', 'octo/hello'))).toMatchObject({
    name: 'r',
    temp: '/r/_work/_temp',
    tool_cache: '/r/_work/_tool',
    workspace: '/r/_work/hello',
  });
});
