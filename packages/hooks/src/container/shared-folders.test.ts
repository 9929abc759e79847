import { expect, test } from '@jest/globals';
import { parseConfig } from '../config.ts';
import type { Client } from '../context.ts';
import { findInMounts, hintFor } from './shared-folders.ts';

const mount = (source: string | undefined, target: string) => ({
  sourceVolumePath: source,
  targetVolumePath: target,
  readOnly: false,
});
const work = '/home/runner/_work';
const file = `${work}/_temp/_runner_hook_responses/1.json`;

test.each([
  ['the longest source', [mount(work, '/__w'), mount(`${work}/_temp`, '/t')], '/t'],
  ['in any order', [mount(`${work}/_temp`, '/t'), mount(work, '/__w')], '/t'],
  ['a folder above', [mount(work, '/__w')], '/__w/_temp'],
])('finds the file through %s', (_what, mounts, folder) => {
  expect(findInMounts(file, mounts)?.path).toBe(`${folder}/_runner_hook_responses/1.json`);
});

test('finds a file that is mounted itself', () => {
  expect(findInMounts(file, [mount(file, '/answer.json')])?.path).toBe('/answer.json');
});

test.each([
  ['no mounts', []],
  ['a neighbour', [mount('/home/runner/_wor', '/__w'), mount(`${work}/_tem`, '/t')]],
  ['volumes', [mount(undefined, '/anonymous'), mount('named', '/named'), mount('', '/empty')]],
])('does not find it in %s', (_what, mounts) => {
  expect(findInMounts(file, mounts)).toBeUndefined();
});

const hint = (client: Partial<Client>, map?: string) => {
  const env = { RUNNER_NAME: 'r', RUNNER_TEMP: `${work}/_temp`, GITHUB_WORKSPACE: `${work}/a/a` };
  const defaults: Client = {
    path: '',
    host: '',
    socket: undefined,
    inContainer: false,
    architecture: 'x64',
    helperEnv: {},
  };
  const config = parseConfig({ ...env, HOOK_PATH_MAP: map });
  return hintFor(work, { config, client: { ...defaults, ...client } });
};
const setting = `set HOOK_PATH_MAP=${work}=<path on the daemon's machine>`;

test.each([
  [{ inContainer: true }, 'The runner runs in a container: mount its work folder at the same path'],
  [{ inContainer: true, socket: '/x.sock' }, 'The runner runs in a container'],
  [{}, 'The daemon must run on this machine'],
  [{ socket: '/x.sock' }, 'The runner or the daemon has a file system of its own'],
])('advises for %j', (client, advice) => {
  expect(hint(client)).toContain(advice);
  expect(hint(client)).toContain(setting);
});

test('doubts a path map that is there, if it is about the work folder', () => {
  expect(hint({}, '/home/runner=/srv')).toBe(
    "HOOK_PATH_MAP says that it is /srv/_work on the daemon's machine: correct it, or share the folder at that path.",
  );
  expect(hint({ inContainer: true }, '/other=/srv')).toContain(setting);
});
