/** Every shell script of the repository. */
import { expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './machine.ts';

const scripts = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => name !== '' && !/\.(png|jpg|json)$/.test(name))
  .filter((name) => /^#!.*\b(bash|sh)\n/.test(readFileSync(join(root, name), 'utf8')));

function check(program: string, ...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
  });
  if (error) throw new Error(`${program} is missing: node setup.js --packages installs it.`);
  return { status, stdout, stderr };
}

test('the scripts that people copy are among them', () => {
  expect(scripts).toEqual(
    expect.arrayContaining(['deploy/ec2/user-data.sh', 'deploy/plain/install.sh', '.ci/run']),
  );
});

test.each(scripts)('%s is a script that its shell accepts', (name) => {
  const shell = readFileSync(join(root, name), 'utf8').split('\n')[0]?.endsWith('bash');
  const outcome = check(shell ? 'bash' : 'sh', '-n', name);
  expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('shellcheck has nothing to say', () => {
  expect(check('shellcheck', ...scripts)).toEqual({ status: 0, stdout: '', stderr: '' });
});
