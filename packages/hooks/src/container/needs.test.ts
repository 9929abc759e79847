import { expect, test } from '@jest/globals';
import { plainSpec } from '../../test/plain-spec.ts';
import { needsOf } from './needs.ts';

const redis = { ...plainSpec, aliases: ['redis'], env: new Map<string, string>() };
const api = { ...redis, aliases: ['api'] };
const variable = (value: string) => ({ ...api, env: new Map([['X', value]]) });

test.each([
  ['a variable', variable('redis')],
  ['an address', variable('redis://user:word@redis:6379/0')],
  ['one of several', variable('cache=Redis,queue=other')],
  ['an argument', { ...api, args: ['--cache', 'redis:6379'] }],
  ['a script', { ...api, entrypoint: 'sh', args: ['-c', 'wait-for redis; serve'] }],
  ['a default of a shell', variable('${HOST:-redis}')],
  ['a name with a dot at its end', variable('redis.:6379')],
  ['its options', { ...api, options: ['--link', 'redis:cache'] }],
])('a service needs one in front that it names in %s', (_where, service) => {
  expect(needsOf([redis, service])).toEqual([[], [0]]);
});

test.each([
  ['nothing', api],
  ['a longer word', variable('my-redis redis_1 redis2')],
  ['another host', variable('redis.example.com')],
  ['the name of a variable', { ...api, env: new Map([['redis', 'x']]) }],
  ['itself alone', variable('api:8080')],
])('a service that names %s needs none', (_what, service) => {
  expect(needsOf([redis, service])).toEqual([[], []]);
});

test('a name behind it is none that it could find', () => {
  expect(needsOf([variable('redis'), redis])).toEqual([[], []]);
});

test.each([
  ['--network-alias', 'cache'],
  ['--network-alias=cache'],
  ['--name', 'cache'],
  ['--hostname', 'cache'],
  ['-h', 'cache'],
  ['--network', 'name=x,alias=cache'],
])('names in options count: %s %s', (...options) => {
  expect(needsOf([{ ...redis, options }, variable('cache')])).toEqual([[], [0]]);
});

test('all that are named, each once', () => {
  const last = variable('redis api redis');
  expect(needsOf([redis, { ...redis, aliases: ['other'] }, api, last])).toEqual([
    [],
    [],
    [],
    [0, 2],
  ]);
});

test('a name again and again takes no longer than it has letters', () => {
  const options = Array.from({ length: 20_000 }, () => '--network-alias=redis');
  const services = [{ ...redis, options }, variable('redis '.repeat(500_000))];
  expect(needsOf(services)).toEqual([[], [0]]);
});
