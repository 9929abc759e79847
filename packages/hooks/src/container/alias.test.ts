import { expect, test } from '@jest/globals';
import { resolveServiceNames } from './alias.ts';

const service = (image: string, options: string[] = [], key?: string) => ({ image, options, key });

test('a key is the alias, beside whatever the options hold', () => {
  const names = resolveServiceNames([
    service('redis:7', ['--network-alias', 'own'], 'cache'),
    service('postgres:16', [], 'db'),
  ]);
  expect(names).toEqual([
    { aliases: ['cache'], title: 'cache' },
    { aliases: ['db'], title: 'db' },
  ]);
});

test.each([
  [['--network-alias', 'own'], 'own'],
  [['--network-alias=own'], 'own'],
  [['--net-alias', 'own', '--network-alias', 'second'], 'own'],
  [['--network', 'name=ci,alias=own'], 'own'],
])('leaves the alias of %j as it is and adds none', (options, title) => {
  expect(resolveServiceNames([service('redis:7', options)])).toEqual([{ aliases: [], title }]);
});

test.each([
  ['redis:7', 'redis'],
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com/team/postgres:16', 'postgres'],
  ['localhost:5000/my_app.v2@sha256:' + 'a'.repeat(64), 'my_app.v2'],
])('takes the last path segment of %s', (image, alias) => {
  expect(resolveServiceNames([service(image)])).toEqual([{ aliases: [alias], title: alias }]);
});

test('numbers names that are taken, by images, keys or options', () => {
  const names = resolveServiceNames([
    service('redis:7'),
    service('team/redis:6'),
    service('x/redis'),
    service('postgres', [], 'redis-3'),
    service('mysql', ['--network-alias', 'cache']),
    service('cache'),
  ]);
  expect(names.map(({ aliases }) => aliases)).toEqual([
    ['redis'],
    ['redis-2'],
    ['redis-4'],
    ['redis-3'],
    [],
    ['cache-2'],
  ]);
});
