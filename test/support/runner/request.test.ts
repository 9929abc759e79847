import { expect, test } from '@jest/globals';
import { actionMounts, prepareArguments, wireContainer } from './request.ts';
import { parseVolume } from './volume.ts';

const work = '/r/_work';
const folders = { root: '/r', work, temp: `${work}/_temp`, workspace: `${work}/hello/hello` };

test('sends every field, the empty ones too', () => {
  expect(wireContainer({ image: 'docker://redis:7' }, {})).toEqual({
    image: 'redis:7',
    dockerfile: null,
    entryPointArgs: [],
    entryPoint: null,
    workingDirectory: null,
    createOptions: null,
    registry: null,
    environmentVariables: {},
    portMappings: [],
    systemMountVolumes: [],
    userMountVolumes: [],
  });
});

test('gives the job container its home, mounts and directory; proxies do not replace its own', () => {
  const container = { image: 'app', env: { HOME: '/mine', https_proxy: 'own' } };
  const { args } = prepareArguments({ container }, folders, { https_proxy: 'p', HTTPS_PROXY: 'p' });
  expect(args).toMatchObject({
    container: {
      workingDirectory: '/__w/hello/hello',
      environmentVariables: { HOME: '/github/home', https_proxy: 'own', HTTPS_PROXY: 'p' },
      systemMountVolumes: [
        { targetVolumePath: '/var/run/docker.sock', readOnly: false },
        { sourceVolumePath: work, targetVolumePath: '/__w' },
        { sourceVolumePath: '/r/externals', targetVolumePath: '/__e', readOnly: true },
        { targetVolumePath: '/__w/_temp' },
        { targetVolumePath: '/__w/_actions' },
        { targetVolumePath: '/__w/_tool' },
        { targetVolumePath: '/github/home' },
        { targetVolumePath: '/github/workflow' },
      ],
    },
    services: [],
  });
});

test('leaves out what has an empty image', () => {
  const services = { a: { image: 'x' }, b: { image: '' }, c: { image: 'y' } };
  expect(prepareArguments({ container: { image: '' }, services }, folders, {})).toMatchObject({
    args: { container: null, services: [{ image: 'x' }, { image: 'y' }] },
    hasContainer: false,
    serviceNames: ['a', 'c'],
  });
});

const user = { username: 'u', password: 'p' };
test.each([
  ['postgres:16', user, ''],
  ['localhost/x', user, ''],
  ['ghcr.io/octo/x', user, 'ghcr.io'],
  ['registry.example.com:5000/redis', user, 'registry.example.com:5000'],
  ['user/a/b', user, 'user'],
])('derives the registry of %s', (image, credentials, serverUrl) => {
  const { registry } = wireContainer({ image, credentials }, {});
  expect(registry).toEqual({ ...user, serverUrl });
});

test.each([
  ['ghcr.io/octo/x', undefined, { username: 'octocat', password: 't', serverUrl: 'ghcr.io' }],
  ['ghcr.io/octo/x', { password: 'p' }, null],
  ['ghcr.io/octo/x', { username: 'u' }, { username: 'u', password: null, serverUrl: 'ghcr.io' }],
  ['redis', { username: '', password: 'p' }, null],
  ['redis', undefined, null],
])('%s with %j', (image, credentials, registry) => {
  expect(wireContainer({ image, credentials }, { jobToken: 't' })['registry']).toEqual(registry);
});

test('sends each port once, in order', () => {
  const { portMappings } = wireContainer({ image: 'x', ports: [80, '80', '1:2/udp'] }, {});
  expect(portMappings).toEqual(['80', '1:2/udp']);
});

test('has six mounts for an action', () => {
  expect(actionMounts(folders).map(({ targetVolumePath }) => targetVolumePath)).toEqual([
    '/var/run/docker.sock',
    '/github/runner_temp',
    '/github/home',
    '/github/workflow',
    '/github/file_commands',
    '/github/workspace',
  ]);
});

test.each([
  ['cache:/cache', 'cache', '/cache', false],
  ['/a:/b:ro', '/a', '/b', true],
  ['/a:/b:RO', '/a', '/b', true],
  ['/a:/b:ro,z', '/a', '/b', false],
  ['/b:ro', null, '/b', true],
  ['/scratch', null, '/scratch', false],
  ['a:b:c:d', null, 'a:b:c:d', false],
])('reads the volume %s', (text, sourceVolumePath, targetVolumePath, readOnly) => {
  const mount = { userProvidedValue: text, sourceVolumePath, targetVolumePath, readOnly };
  expect(parseVolume(text)).toEqual(mount);
});
