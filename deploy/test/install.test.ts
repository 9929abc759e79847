/** deploy/plain/install.sh, run from the unpacked zip of a release, as docs/deployment/plain.md says. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { makeMachine, makeRelease, unpackRunner } from './machine.ts';

const machine = makeMachine();
afterAll(() => {
  machine[Symbol.dispose]();
});

const settings = { LINK: machine.path('opt/hook'), CONFIG: machine.path('etc/hook') };
const lines = [
  `ACTIONS_RUNNER_CONTAINER_HOOKS=${settings.LINK}/index.js`,
  `HOOK_DOCKER_CONFIG=${settings.CONFIG}`,
];
let version = '';

function install(release: string, ...args: string[]) {
  return machine.run(machine.path(release, 'install.sh'), args, settings);
}

/** A runner in a folder of its own, with its `.env`. */
function runner(name: string, env?: string): string {
  unpackRunner(machine, name);
  if (env !== undefined) writeFileSync(machine.path(name, '.env'), env);
  return machine.path(name);
}

beforeAll(() => {
  version = makeRelease(machine, 'dist');
  mkdirSync(machine.path('opt'));
  for (const name of ['old', 'new']) {
    const zip = machine.path(`dist/ecr-runner-hooks-${version}.zip`);
    expect(machine.run('unzip', ['-q', zip, '-d', machine.path(name)]).status).toBe(0);
  }
});

test('it turns the hook on, with the link, the docker config and two lines in .env', () => {
  const outcome = install('old', runner('first'));
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(outcome.stdout).toContain(`ecr-runner-hooks ${version} works with`);
  expect(readlinkSync(settings.LINK)).toBe(machine.path('old'));
  expect(machine.read('etc/hook/config.json')).toBe('{}\n');
  expect(machine.read('first/.env')).toBe(`${lines.join('\n')}\n`);
  expect(machine.run('node', [`${settings.LINK}/index.js`, '--version']).stdout).toBe(
    `${version}\n`,
  );
});

test('the other lines of .env stay, however often it runs, and --remove leaves only them', () => {
  const folder = runner('second', 'LANG=C.UTF-8\nHOOK_DOCKER_CONFIG=/elsewhere\nA=b');
  expect(install('old', folder).status).toBe(0);
  expect(install('old', folder).status).toBe(0);
  expect(machine.read('second/.env')).toBe(['LANG=C.UTF-8', 'A=b', ...lines, ''].join('\n'));
  expect(install('old', '--remove', folder).status).toBe(0);
  expect(machine.read('second/.env')).toBe('LANG=C.UTF-8\nA=b\n');
});

test('settings that are given become lines of .env, in place of those of the same name', () => {
  const folder = runner('settings', 'HOOK_EVENT_LOG=/old\nA=b\n');
  const given = ['HOOK_EVENT_LOG=/var/log/hook', 'HOOK_RUNNER_LABELS=a,b c=d'];
  for (let run = 0; run < 2; run += 1) expect(install('old', folder, ...given).status).toBe(0);
  expect(machine.read('settings/.env')).toBe(['A=b', ...lines, ...given, ''].join('\n'));
});

test('an upgrade and the way back are the install.sh of the other release', () => {
  const folder = runner('third');
  for (const release of ['old', 'new', 'old']) {
    expect(install(release, folder).status).toBe(0);
    expect(readlinkSync(settings.LINK)).toBe(machine.path(release));
  }
});

test('a docker config that is there stays', () => {
  writeFileSync(machine.path('etc/hook/config.json'), '{"credHelpers":{}}');
  expect(install('old', runner('fourth')).status).toBe(0);
  expect(machine.read('etc/hook/config.json')).toBe('{"credHelpers":{}}');
});

test('.env keeps its owner and mode', () => {
  const folder = runner('fifth', 'SECRET=1\n');
  chmodSync(machine.path('fifth/.env'), 0o600);
  expect(install('old', folder).status).toBe(0);
  expect(statSync(machine.path('fifth/.env')).mode & 0o777).toBe(0o600);
});

const isRoot = process.geteuid?.() === 0;
const nobody = 65534;

test('root touches the folder of a runner only as its owner', () => {
  const folder = runner('sixth', 'A=b\n');
  if (isRoot) {
    chmodSync(machine.folder, 0o755);
    chownSync(folder, nobody, nobody);
    chownSync(machine.path('sixth/.env'), nobody, nobody);
    // A job that left this wants root to write where it points.
    writeFileSync(machine.path('of-root'), 'of root');
    symlinkSync(machine.path('of-root'), machine.path('sixth/.env.new'));
  }
  const { uid } = statSync(folder);
  expect(install('old', folder).status).toBe(0);
  expect(statSync(machine.path('sixth/.env')).uid).toBe(uid);
  expect(machine.read('sixth/.env')).toBe(['A=b', ...lines, ''].join('\n'));
  if (isRoot) expect(machine.read('of-root')).toBe('of root');
});

test('an .env that cannot be read is left as it is', () => {
  const folder = runner('unreadable');
  mkdirSync(machine.path('unreadable/.env'));
  const { status, stderr } = install('old', folder);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('unreadable/.env cannot be read.'),
  });
  expect(statSync(machine.path('unreadable/.env')).isDirectory()).toBe(true);
});

test.each([
  ['a folder that is none', () => ['/nowhere'], 'There is no folder /nowhere.'],
  ['a folder without a runner', () => [machine.path('dist')], 'it has no config.sh'],
])('%s is refused in one sentence', (_what, args, sentence) => {
  const { status, stderr } = install('old', ...args());
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(sentence) });
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  ['no folder', () => [], 'It takes the folder of one runner.'],
  ['a second folder', () => [machine.folder, '/tmp'], "'/tmp' is not a setting: NAME=VALUE."],
  ['a line break', () => [machine.folder, 'A=b\nC=d'], 'is not a setting: NAME=VALUE.'],
  [
    'a setting and --remove',
    () => ['--remove', '/tmp', 'A=b'],
    'It takes the folder of one runner.',
  ],
  ['an unknown flag', () => ['--purge'], 'It takes the folder of one runner.'],
])('%s is a wrong call', (_what, args, sentence) => {
  const { status, stderr } = install('old', ...args());
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^install\.sh: [^\n]*\. See --help\.\n$/),
  });
  expect(stderr).toContain(sentence);
});

test('a runner whose node cannot start the hook is left as it was', () => {
  const folder = runner('seventh', 'A=b\n');
  rmSync(machine.path('seventh/externals/node20/bin/node'));
  machine.program('seventh/externals/node20/bin/node', 'exit 1');
  const { status, stderr } = install('old', folder);
  expect(status).toBe(1);
  expect(stderr).toContain('The hook does not start with');
  expect(machine.read('seventh/.env')).toBe('A=b\n');
});

test('a folder in the place of the link is not overwritten', () => {
  mkdirSync(machine.path('opt/taken'));
  const env = { ...settings, LINK: machine.path('opt/taken') };
  const outcome = machine.run(machine.path('old/install.sh'), [runner('eighth')], env);
  expect(outcome).toMatchObject({ status: 1, stderr: expect.stringContaining('is not a link') });
  expect(machine.exists('eighth/.env')).toBe(false);
});
