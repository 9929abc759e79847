/**
 * deploy/ec2/user-data.sh, whole, on a machine in a folder: what belongs to the real machine (apt-get,
 * systemctl, curl and the like) is a program that writes down its arguments.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeMachine, makeRelease, root, unpackRunner, type Machine } from './machine.ts';

let machine: Machine;
let env: Record<string, string>;
const web = makeMachine();
let version: string;

beforeAll(() => {
  version = makeRelease(web, '.');
});
afterAll(() => {
  web[Symbol.dispose]();
});

beforeEach(() => {
  machine = makeMachine();
  unpackRunner(machine, 'package');
  machine.program('package/bin/installdependencies.sh', 'echo dependencies >> "$CALLED"');
  machine.run('tar', ['-czf', web.path('runner.tar.gz'), '-C', 'package', '.']);
  const record = 'echo "$(basename "$0") $*" >> "$CALLED"';
  for (const name of ['apt-get', 'usermod', 'systemctl']) machine.program(`bin/${name}`, record);
  machine.program('bin/runuser', `shift 3; exec "$@"`);
  machine.program(
    'bin/curl',
    `${record}
for url; do :; done
out=$(sed -E 's/.*--output ([^ ]+).*/\\1/' <<<"$*")
case $url in *.tar.gz) file=runner.tar.gz ;; *) file=\${url##*/} ;; esac
cp "${web.folder}/$file" "$out"`,
  );
  machine.run('mkdir', ['opt', 'units']);
  const sum = (name: string) =>
    createHash('sha256')
      .update(readFileSync(web.path(name)))
      .digest('hex');
  env = {
    PATH: `${machine.path('bin')}:${process.env['PATH']}`,
    CALLED: machine.path('called'),
    RUNNER_USER: machine.run('id', ['-un']).stdout.trim(),
    RUNNER_FOLDER: machine.path('opt/actions-runner'),
    RELEASES_FOLDER: machine.path('opt'),
    UNITS_FOLDER: machine.path('units'),
    LINK: machine.path('opt/ecr-runner-hooks'),
    CONFIG: machine.path('etc'),
    RUNNER_URL: 'https://github.com/octo',
    RUNNER_TOKEN: 'registration',
    RUNNER_VERSION: '2.335.0',
    RUNNER_SHA256: sum('runner.tar.gz'),
    HOOK_RELEASES: 'https://example.com/releases',
    HOOK_VERSION: version,
    HOOK_SHA256: sum(`ecr-runner-hooks-${version}.zip`),
  };
});
afterEach(() => {
  machine[Symbol.dispose]();
});

function userData(changed: Record<string, string> = {}) {
  const script = join(root, 'deploy/ec2/user-data.sh');
  return machine.run('bash', [script], { ...env, ...changed });
}

test('it sets up the runner, the hook and the unit', () => {
  expect(userData()).toMatchObject({ status: 0, stderr: '' });
  expect(machine.read('opt/actions-runner/.runner')).toBe(
    '--unattended --replace --url https://github.com/octo --token registration --labels ecr --runnergroup default\n',
  );
  expect(machine.read('opt/actions-runner/.env').trim().split('\n')).toEqual([
    `ACTIONS_RUNNER_CONTAINER_HOOKS=${env['LINK']}/index.js`,
    `HOOK_DOCKER_CONFIG=${env['CONFIG']}`,
  ]);
  expect(machine.read('units/actions-runner.service')).toContain('runsvc.sh');
  const called = machine.read('called').split('\n');
  expect(called.filter((line) => line.startsWith('systemctl'))).toEqual([
    'systemctl daemon-reload',
    'systemctl enable --now actions-runner.service',
  ]);
  expect(called).toContain('dependencies');
});

test('settings of the hook go into .env', () => {
  const HOOK_SETTINGS = 'HOOK_EVENT_LOG=/var/log/ecr-runner-hooks\n  HOOK_FEATURE_DEFAULT=off';
  expect(userData({ HOOK_SETTINGS })).toMatchObject({ status: 0, stderr: '' });
  expect(machine.read('opt/actions-runner/.env').trim().split('\n').slice(2)).toEqual([
    'HOOK_EVENT_LOG=/var/log/ecr-runner-hooks',
    'HOOK_FEATURE_DEFAULT=off',
  ]);
  // The folder that the docs name for the log is the runner's, by the unit.
  expect(machine.read('units/actions-runner.service')).toContain('LogsDirectory=ecr-runner-hooks');
});

test('the hook is compiled ahead, also later, by a node that no job can have changed', () => {
  // Not registered at the first try, but unpacked.
  expect(userData({ RUNNER_TOKEN: '' })).toMatchObject({ status: 1 });
  const cli = join(env['LINK'] ?? '', 'cli.js');
  const node = machine.path('opt/nodes-of-actions-runner/externals/node20/bin/node');
  const check = () => machine.run(node, [cli, 'compile', '--check']).status;
  userData();
  expect(check()).toBe(0);
  machine.run('rm', ['-r', join(env['LINK'] ?? '', 'code-cache')]);
  for (const version of ['node20', 'node24']) {
    const planted = `opt/actions-runner/externals/${version}/bin/node`;
    machine.program(planted, `echo "planted $*" >> "$CALLED"; exec ${JSON.stringify(node)} "$@"`);
  }
  userData();
  expect(check()).toBe(0);
  const started = machine
    .read('called')
    .split('\n')
    .filter((line) => line.startsWith('planted'));
  // install.sh tries the hook as the user of the runner.
  expect(started).toEqual([expect.stringMatching(/index\.js --version$/)]);
});

test('a hook that cannot be compiled ahead is no reason to be without a runner', () => {
  machine.program('package/externals/node24/bin/node', 'exit 1');
  machine.run('tar', ['-czf', web.path('runner.tar.gz'), '-C', 'package', '.']);
  const sum = createHash('sha256')
    .update(readFileSync(web.path('runner.tar.gz')))
    .digest('hex');
  const { status, stderr } = userData({ RUNNER_SHA256: sum });
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^user-data: \S+ is not compiled ahead for \S+node24\S+; it works as well\.\n$/,
  );
  expect(machine.read('called')).toContain('systemctl enable');
});

test('a second run downloads and registers nothing', () => {
  userData();
  const first = machine.read('called');
  expect(userData({ RUNNER_TOKEN: '' })).toMatchObject({ status: 0, stderr: '' });
  const again = machine.read('called').slice(first.length);
  expect(again).not.toMatch(/^(curl|dependencies)/m);
});

test.each(['HOOK_SHA256', 'RUNNER_SHA256'])('a download without the sum %s is not used', (name) => {
  const { status, stderr } = userData({ [name]: '0'.repeat(64) });
  expect(status).toBe(1);
  expect(stderr).toMatch(/user-data: https:\S+ does not have the checksum 0{64}\./);
  expect(machine.exists('units/actions-runner.service')).toBe(false);
  expect(machine.run('find', ['opt', '-name', '*.zip', '-o', '-name', '*.gz']).stdout).toBe('');
});

test.each(['RUNNER_VERSION', 'HOOK_SHA256'])('without %s it does nothing', (name) => {
  expect(userData({ [name]: '' })).toEqual({
    status: 1,
    stdout: '',
    stderr: `user-data: ${name} is not set.\n`,
  });
  expect(machine.exists('called')).toBe(false);
});
