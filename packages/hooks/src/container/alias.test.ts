import { expect, test } from '@jest/globals';
import { reachableText, resolveServiceNames } from './alias.ts';

const service = (image: string, options: string[] = [], key?: string, contextName?: string) => {
  return { image, options, key, contextName };
};

test('a key is the alias, beside whatever the options hold', () => {
  const names = resolveServiceNames([
    service('redis:7', ['--network-alias', 'own'], 'cache'),
    service('postgres:16', [], 'db', 'database'),
    service('mysql:8', [], undefined, 'store'),
  ]);
  expect(names).toEqual([
    { aliases: ['cache'], title: 'cache', source: 'job message' },
    { aliases: ['database'], title: 'database', source: 'contextName' },
    { aliases: ['store'], title: 'store', source: 'contextName' },
  ]);
});

test.each([
  [['--network-alias', 'own'], 'own'],
  [['--network-alias=own'], 'own'],
  [['--net-alias', 'own', '--network-alias', 'second'], 'own'],
  [['--network', 'name=ci,alias=own'], 'own'],
])('leaves the alias of %j as it is and adds none', (options, title) => {
  expect(resolveServiceNames([service('redis:7', options)])).toEqual([
    { aliases: [], title, source: 'options' },
  ]);
});

test.each([
  ['redis:7', 'redis'],
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com/team/postgres:16', 'postgres'],
  ['localhost:5000/my_app.v2@sha256:' + 'a'.repeat(64), 'my_app.v2'],
])('takes the last path segment of %s', (image, alias) => {
  expect(resolveServiceNames([service(image)])).toEqual([
    { aliases: [alias], title: alias, source: 'image' },
  ]);
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

test.each([
  [{ source: 'job message', aliases: ['cache'] }, 'reachable as cache (its name in the workflow)'],
  [{ source: 'contextName', aliases: ['cache'] }, 'reachable as cache (its name in the workflow)'],
  [{ source: 'image', aliases: ['redis'] }, 'reachable as redis (after its image)'],
  [{ options: ['--network-alias', 'own'] }, 'reachable as own (its alias in options)'],
  [
    { source: 'job message', aliases: ['a'], options: ['--net-alias=a', '--net-alias=b'] },
    'reachable as a (its name in the workflow), b (its alias in options)',
  ],
  [{}, 'started as x'],
] as const)('tells people why: %j', (service, text) => {
  const plain = {
    image: 'redis:7',
    title: 'x',
    source: 'options',
    aliases: [],
    options: [],
  } as const;
  const words = text.startsWith('started') ? text : `is ${text}`;
  expect(reachableText({ ...plain, ...service })).toBe(`Service redis:7 ${words}`);
});
