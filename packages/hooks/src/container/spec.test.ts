import { expect, test } from '@jest/globals';
import type { Container } from '../protocol/request.ts';
import { jobContainerSpec, serviceSpec, stepContainerSpec } from './spec.ts';

const container: Container = {
  image: 'redis:7',
  entryPointArgs: [],
  environmentVariables: new Map(),
  portMappings: ['80'],
  systemMountVolumes: [],
  userMountVolumes: [],
};
const placement = {
  labels: {},
  network: 'job-network',
  socket: undefined,
  pathMap: [],
  options: [],
};
const service = (options: string[], changes: Partial<Container> = {}) =>
  serviceSpec(
    { ...container, ...changes },
    { ...placement, options, title: 't', aliases: ['redis'] },
  );
const mount = (given: string | undefined, source: string | undefined, readOnly = false) => ({
  userProvidedValue: given,
  sourceVolumePath: source,
  targetVolumePath: '/target',
  readOnly,
});

test('nothing in the options defeats what keeps the job container alive', () => {
  const spec = jobContainerSpec(
    { ...container, entryPoint: 'other', entryPointArgs: ['x'] },
    { ...placement, options: ['--entrypoint', 'sh'] },
  );
  expect(spec).toMatchObject({ entrypoint: 'tail', args: ['-f', '/dev/null'] });
});

test.each([
  [[], 'job-network', ['redis']],
  [['--network', 'ci'], undefined, ['redis']],
  [['--network=host'], undefined, []],
  [['--net', 'none'], undefined, []],
])('with options %j the network is %s and the aliases are %j', (options, network, aliases) => {
  expect(service(options)).toMatchObject({ network, aliases });
});

test('honours entrypoint and command of a service, whose arguments come in pieces', () => {
  const spec = service([], { entryPoint: '/init', entryPointArgs: ['--save', '"60', '1"'] });
  expect(spec).toMatchObject({ entrypoint: '/init', args: ['--save', '60 1'] });
});

test('publishes no ports of a container action', () => {
  expect(stepContainerSpec(container, 'redis:7', placement).ports).toEqual([]);
});

test.each([
  ['a host path', mount('/data:/target', '/data'), { source: '/data', mode: '' }],
  [
    'a mode that the runner drops',
    mount('/data:/target:ro,z', '/data'),
    { source: '/data', mode: 'ro,z' },
  ],
  [
    'a read-only system mount',
    mount(undefined, '/externals', true),
    { source: '/externals', mode: 'ro' },
  ],
  ['an anonymous volume', mount('/target', undefined), { source: undefined, mode: '' }],
  [
    'a read-only anonymous volume',
    mount('/target:ro', undefined, true),
    { source: undefined, mode: '' },
  ],
])('mounts %s', (_what, given, expected) => {
  expect(service([], { userMountVolumes: [given] }).mounts).toEqual([
    { ...expected, target: '/target' },
  ]);
});

test('mounts the socket that the daemon really listens on, unless a user says which', () => {
  const socket = '/run/user/1001/docker.sock';
  const given = {
    ...container,
    systemMountVolumes: [mount(undefined, '/var/run/docker.sock')],
    userMountVolumes: [mount('/var/run/docker.sock:/target', '/var/run/docker.sock')],
  };
  const sources = jobContainerSpec(given, { ...placement, socket }).mounts.map(
    ({ source }) => source,
  );
  expect(sources).toEqual([socket, '/var/run/docker.sock']);
});

test('translates host paths for the daemon, and nothing that is not one', () => {
  const pathMap = [
    { from: '/builds', to: '/srv/builds' },
    { from: '/run/runner.sock', to: '/var/run/docker.sock' },
  ];
  const given = {
    ...container,
    systemMountVolumes: [
      mount(undefined, '/var/run/docker.sock'),
      mount(undefined, '/builds/_temp'),
      mount(undefined, '/opt/externals', true),
    ],
    userMountVolumes: [
      mount('/builds/data:/target:ro,z', '/builds/data'),
      mount('work:/target', 'work'),
      mount('/target', undefined),
    ],
  };
  const socket = '/run/runner.sock';
  const options = ['--volume', '/builds:/own'];
  const spec = jobContainerSpec(given, { ...placement, socket, pathMap, options });
  expect(spec.mounts.map(({ source }) => source)).toEqual([
    ...['/var/run/docker.sock', '/srv/builds/_temp', '/opt/externals'],
    ...['/srv/builds/data', 'work', undefined],
  ]);
  expect(spec.options).toEqual(options);
});
