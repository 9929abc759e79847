import { expect, test } from '@jest/globals';
import type { ContainerState } from '../docker/inspect.ts';
import { createFindNeeds } from './needs.ts';

const redis = { aliases: ['redis'], options: [] as string[] };
const api = { aliases: ['api'], options: [] as string[] };

/** What docker says of a service in the network of its job, which has nothing but a configuration. */
function made(Config: ContainerState['Config'] = {}, HostConfig = {}): ContainerState {
  return {
    Id: 'id',
    Config,
    State: { Running: false, ExitCode: 0 },
    NetworkSettings: {},
    HostConfig: { NetworkMode: 'github_network', ...HostConfig },
  };
}

const variable = (value: string) => made({ Env: [`X=${value}`] });

test.each([
  ['a variable', variable('redis')],
  ['an address', variable('redis://user:word@redis:6379/0')],
  ['one of several', variable('cache=Redis,queue=other')],
  ['an argument', made({ Cmd: ['--cache', 'redis:6379'] })],
  ['its entrypoint', made({ Entrypoint: ['wait-for', 'redis'] })],
  ['a script', made({ Entrypoint: ['sh'], Cmd: ['-c', 'wait-for redis; serve'] })],
  ['a default of a shell', variable('${HOST:-redis}')],
  ['a name with a dot at its end', variable('redis.:6379')],
])('a service needs one in front that it names in %s', (_where, state) => {
  expect(createFindNeeds([redis, api])(1, state)).toEqual([0]);
});

test('a service needs one in front that it names in its options', () => {
  const linked = { ...api, options: ['--link', 'redis:cache'] };
  expect(createFindNeeds([redis, linked])(1, made())).toEqual([0]);
});

test.each([
  ['nothing', made()],
  ['a longer word', variable('my-redis redis_1 redis2')],
  ['another host', variable('redis.example.com')],
  ['the name of a variable', made({ Env: ['redis=x'] })],
  ['itself alone', variable('api:8080')],
])('a service that names %s needs none', (_what, state) => {
  expect(createFindNeeds([redis, api])(1, state)).toEqual([]);
});

test('a name behind it is none that it could find', () => {
  expect(createFindNeeds([api, redis])(0, variable('redis'))).toEqual([]);
});

test.each([
  ['a bind mount or a named volume', { Binds: ['/srv/app.conf:/etc/app.conf:ro'] }],
  ['a mount', { Mounts: [{ Type: 'bind', Source: '/srv', Target: '/etc/app' }] }],
  ['the volumes of another', { VolumesFrom: ['other'] }],
  ['hosts of its own', { ExtraHosts: ['host.docker.internal:host-gateway'] }],
  ["the host's network", { NetworkMode: 'host' }],
  ["another one's network", { NetworkMode: 'container:redis' }],
])('a service with %s needs all in front', (_what, host) => {
  const findNeeds = createFindNeeds([redis, { ...redis, aliases: ['other'] }, api, redis]);
  expect(findNeeds(2, made({}, host))).toEqual([0, 1]);
});

test('so does one of which nothing is known', () => {
  expect(createFindNeeds([redis, api, redis])(1, undefined)).toEqual([0]);
});

test('volumes of its image are no reason to wait', () => {
  const empty = { Binds: [], Mounts: [], VolumesFrom: [], ExtraHosts: [] };
  expect(createFindNeeds([redis, api])(1, made({}, empty))).toEqual([]);
});

test.each([
  ['--network-alias', 'cache'],
  ['--network-alias=cache'],
  ['--name', 'cache'],
  ['--hostname', 'cache'],
  ['-h', 'cache'],
  ['--network', 'name=x,alias=cache'],
])('names in options count: %s %s', (...options) => {
  expect(createFindNeeds([{ ...redis, options }, api])(1, variable('cache'))).toEqual([0]);
});

test('all that are named, each once', () => {
  const findNeeds = createFindNeeds([redis, { ...redis, aliases: ['other', 'redis'] }, api, api]);
  expect(findNeeds(3, variable('redis api redis'))).toEqual([0, 1, 2]);
});

test('a name again and again takes no longer than it has letters', () => {
  const options = Array.from({ length: 20_000 }, () => '--network-alias=redis');
  const findNeeds = createFindNeeds([{ ...redis, options }, api]);
  expect(findNeeds(1, variable('redis '.repeat(500_000)))).toEqual([0]);
});
