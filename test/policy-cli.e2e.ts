/** `hooks policy` as people call it: the built file, its exit codes and its answers. */
import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './support/project.ts';

const directory = mkdtempSync(join(tmpdir(), 'hooks-policy-'));
const file = join(directory, 'policy.yml');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function policy(args: readonly string[], env: Record<string, string> = {}) {
  const program = join(projectFolder(), 'packages/hooks/dist/cli.js');
  const { status, stdout, stderr } = spawnSync(program, ['policy', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a policy that is right', () => {
  writeFileSync(file, 'allow: {privileged: false}');
  const answer = {
    status: 0,
    stderr: '',
    stdout: `${file} is right, and allows what was asked.\n`,
  };
  expect(policy([file])).toEqual(answer);
  expect(policy(['policy.yml', '--options=--cpus 2', '--image=redis'])).toEqual(answer);
  expect(policy([], { HOOK_POLICY_FILE: file })).toEqual(answer);
});

test('what a policy has against a container', () => {
  writeFileSync(file, 'allow: {capabilities: [], paths: [/srv], registries: [ghcr.io]}');
  const args = ['--image=redis', '--options=--cap-add ALL', '--volume=/etc:/x', '--volume=/srv:/y'];
  const { status, stdout, stderr } = policy([file, ...args]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'refused the container has `image: redis`, and allow.registries is ghcr.io',
    'refused the container has `options: --cap-add ALL`, and allow.capabilities is',
    '        empty',
    'refused the container has `volumes: /etc:/x`, and allow.paths is /srv',
    `${file} is right, and does not allow the container.`,
    '',
  ]);
  const json = JSON.parse(policy([file, '--json', '--options=--foo']).stdout) as object;
  expect(json).toMatchObject({
    file,
    ok: true,
    allowed: false,
    violations: [{ origin: 'the container', text: 'options: --foo' }],
  });
});

test('where the daemon has its socket can be told', () => {
  writeFileSync(file, 'allow: {docker-socket: false}');
  const args = [file, '--volume=/srv/docker:/x'];
  expect(policy(args).status).toBe(0);
  expect(policy([...args, '--socket=/srv/docker/docker.sock']).status).toBe(1);
});

test('a policy that is not right', () => {
  writeFileSync(file, 'allow: {priviledged: false}');
  const { status, stdout, stderr } = policy([file, '--options=--privileged']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: `${file} is not right.\n` });
  expect(stderr).toMatch(
    /^hooks: The policy file [^\n]* has unknown entries \(priviledged\)[^\n]*\n$/,
  );
  const json = JSON.parse(policy([file, '--json']).stdout) as object;
  expect(json).toMatchObject({
    ok: false,
    allowed: false,
    problem: expect.stringContaining('priviledged'),
  });
});

test.each([
  [[], 'No policy file is named, and HOOK_POLICY_FILE is not set.'],
  [[file, file], 'One policy file is checked at a time.'],
  [[file, '--image=a', '--image=b'], '--image is given twice.'],
  [[file, '--privileged'], "Unknown option '--privileged'"],
])('%j is a wrong call', (args, sentence) => {
  const { status, stdout, stderr } = policy(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^hooks: [^\n]*\n$/);
  expect(stderr).toContain(sentence);
});

test('--help tells of every argument', () => {
  const { status, stdout } = policy(['--help']);
  expect(status).toBe(0);
  for (const word of ['FILE', '--options', '--image', '--volume', '--socket', '--json', 'code'])
    expect(stdout).toContain(word);
});
