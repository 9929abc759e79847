import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { daemonPath, isAtOrBelow } from './path-map.ts';

const map = [
  { from: '/home/runner', to: '/srv/runner' },
  { from: '/home/runner/_work', to: '/data' },
  { from: '/run/user/docker.sock', to: '/var/run/docker.sock' },
];
const all = [...map, { from: '/', to: '/host' }];

test.each([
  ['/home/runner', '/srv/runner'],
  ['/home/runner/', '/srv/runner'],
  ['/home/runner/externals', '/srv/runner/externals'],
  ['/home/runner/_work', '/data'],
  ['/home/runner/_work/_temp/a b', '/data/_temp/a b'],
  ['/home/runner/_worker', '/srv/runner/_worker'],
  ['/home/runners', '/home/runners'],
  ['/run/user/docker.sock', '/var/run/docker.sock'],
  ['/run/user/docker.sock2', '/run/user/docker.sock2'],
  ['/home/runner/_work/../../../etc', '/home/runner/_work/../../../etc'],
  ['/home//runner/./_work/a', '/data/a'],
  ['named', 'named'],
  ['home/runner', 'home/runner'],
  ['', ''],
])('%s is %s for the daemon', (path, expected) => {
  expect(daemonPath(path, map)).toBe(expected);
});

test.each([
  ['/', '/host'],
  ['/etc', '/host/etc'],
  ['/home/runner/_work/x', '/data/x'],
])('with a root of its own %s is %s', (path, expected) => {
  expect(daemonPath(path, all)).toBe(expected);
});

test('takes / as target', () => {
  expect(daemonPath('/host/etc', [{ from: '/host', to: '/' }])).toBe('/etc');
  expect(daemonPath('/host', [{ from: '/host', to: '/' }])).toBe('/');
});

test('the order of the pairs does not matter', () => {
  expect(daemonPath('/home/runner/_work/x', map.toReversed())).toBe('/data/x');
});

test('without a map nothing changes', () => {
  fc.assert(fc.property(fc.string(), (path) => daemonPath(path, []) === path));
});

test.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/a/b', '/', true],
  ['/', '/', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
])('%s at or below %s: %s', (path, folder, expected) => {
  expect(isAtOrBelow(path, folder)).toBe(expected);
});
