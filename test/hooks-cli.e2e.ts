/** The command `hooks` as people call it: the built file, by its name, in a terminal or a pipe. */
import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './support/project.ts';

const directory = mkdtempSync(join(tmpdir(), 'hooks-cli-'));
symlinkSync(join(projectFolder(), 'packages/hooks/dist/cli.js'), join(directory, 'hooks'));
const file = join(directory, 'rollout.yml');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function hooks(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(join(directory, 'hooks'), args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each([['--help'], ['-h'], ['help']])('%s tells of every command', (flag) => {
  const { status, stdout, stderr } = hooks([flag]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const command of ['policy', 'rollout', 'report', 'rehearse', 'compile'])
    expect(stdout).toContain(command);
});

test('tells its release', () => {
  expect(hooks(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  [['rolout'], 'There is no command "rolout". See --help.'],
  [[], 'No command is given. See --help.'],
  [['rollout', '--repo=x'], "Unknown option '--repo'"],
  [['rollout', file, '--run=1', '--run=2'], '--run is given twice.'],
  [['rollout', file, '--run='], '--run has an empty value.'],
  [['rollout', file, file], 'One rollout file is checked at a time.'],
  [['rollout'], 'No rollout file is named, and HOOK_ROLLOUT_FILE is not set.'],
  [['rollout', file, '--repository=app'], '--repository is "app". It is OWNER/NAME.'],
  [
    ['rollout', file, '--runner-env=/dev/zero'],
    'The file of --runner-env cannot be read: it is not',
  ],
  [['rollout', file, '--runner-env=/nope'], 'The file of --runner-env cannot be read: ENOENT'],
])('%j is a wrong call', (args, sentence) => {
  const { status, stdout, stderr } = hooks(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^hooks: [^\n]*\n$/);
  expect(stderr).toContain(sentence);
});

test('a rollout file that is right: what each job gets, and why', () => {
  writeFileSync(file, 'features: {credential-helper: {only: {repository: octo/a, ref: main}}}');
  const args = ['--repository=octo/a', '--repository=octo/b', '--ref=refs/heads/main'];
  const { status, stdout, stderr } = hooks(['rollout', file, ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('octo/a\n  credential-helper on      rollout file, only\n');
  expect(stdout).toContain('octo/b\n  credential-helper off     rollout file, not among only\n');
  expect(stdout).toContain('  service-names     on      default\n');
  expect(stdout).toMatch(/rollout\.yml is right\.\n$/);
});

test('the settings of a runner count', () => {
  writeFileSync(file, 'features: {credential-helper: {only: {group: canary, label: gpu}}}');
  const env = {
    HOOK_ROLLOUT_FILE: file,
    HOOK_RUNNER_GROUP: 'canary',
    HOOK_RUNNER_LABELS: 'x64,gpu',
    HOOK_FEATURE_DEFAULT: 'off',
    HOOK_FEATURE_PULL_POLICY: 'on',
  };
  const { stdout } = hooks(['rollout', '--json'], env);
  const { ok, jobs } = JSON.parse(stdout) as { ok: boolean; jobs: [{ features: object }] };
  expect(ok).toBe(true);
  expect(jobs[0].features).toMatchObject({
    'credential-helper': { variant: 'on', reason: 'rollout file, only' },
    'pull-policy': { variant: 'on', reason: 'HOOK_FEATURE variable' },
    'service-names': { variant: 'off', reason: 'default' },
  });
});

test('a file by a relative path, a workflow by its file, a group from the folder of a runner', () => {
  writeFileSync(
    file,
    'features: {credential-helper: {only: {group: canary, workflow: "*/ci.yml"}}}',
  );
  writeFileSync(
    join(directory, '.env'),
    `HOOK_ROLLOUT_FILE=${file}\nHOOK_FEATURE_PULL_POLICY=off\n`,
  );
  writeFileSync(join(directory, '.runner'), '\uFEFF{"poolName": "canary"}');
  const args = ['--workflow-file=.github/workflows/ci.yml', '--workflow=a / b', '--json'];
  const of = (more: string[]) => {
    const { stdout } = hooks(['rollout', ...more, ...args]);
    return (JSON.parse(stdout) as { jobs: [{ features: object }] }).jobs[0].features;
  };
  expect(of(['--runner-env=.env'])).toMatchObject({
    'credential-helper': { variant: 'on', reason: 'rollout file, only' },
    'pull-policy': { variant: 'off', reason: 'HOOK_FEATURE variable' },
  });
  expect(of(['rollout.yml'])).toMatchObject({ 'credential-helper': { variant: 'off' } });
});

test('what the shell of the caller says of another job does not count', () => {
  writeFileSync(file, 'features: {credential-helper: {only: {repository: "*"}}}');
  const env = { GITHUB_REPOSITORY: 'octo/app', RUNNER_TEMP: '', RUNNER_NAME: '' };
  const { stdout } = hooks(['rollout', file], env);
  expect(stdout).toContain('credential-helper off     rollout file, not among only');
});

test('a broken file is not right while the kill switch is pulled, either', () => {
  writeFileSync(file, 'features: [');
  const { status, stdout, stderr } = hooks(['rollout', file], { HOOK_KILL_SWITCH: directory });
  expect(status).toBe(1);
  expect(stderr).toContain('cannot be used');
  expect(stdout).toContain('The kill switch is pulled: the file does not count at the moment.\n');
  expect(stdout).toContain('is not right.\n');
});

test.each([
  ['features: {credential-helper: {percent: 101}}', 'percent must be a number from 0 to 100'],
  ['features: {credental-helper: off}', 'names features that this release lacks: credental-helper'],
])('a rollout file that is not right: %s', (text, sentence) => {
  writeFileSync(file, text);
  const { status, stderr } = hooks(['rollout', file]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^hooks: [^\n]*\n$/);
  expect(stderr).toContain(sentence);
  const json = JSON.parse(hooks(['rollout', file, '--json']).stdout) as object;
  expect(json).toMatchObject({ ok: false, problems: [expect.stringContaining(sentence)] });
});
