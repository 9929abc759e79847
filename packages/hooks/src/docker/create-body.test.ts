import { expect, test } from '@jest/globals';
import type { ContainerSpec } from './args.ts';
import { plainSpec } from '../../test/plain-spec.ts';
import { createBody } from './create-body.ts';

const plain: ContainerSpec = { ...plainSpec, labels: { 'a.label': 'x' } };
const bodyOf = (spec: Partial<ContainerSpec>) => createBody({ ...plain, ...spec });
const mount = (source: string | undefined, target: string, mode = '') => ({ source, target, mode });

test('says what docker would', () => {
  const body = bodyOf({
    workdir: '/w',
    network: 'net',
    aliases: ['db', 'postgres'],
    env: new Map([
      ['A', 'x=y\nz'],
      ['--user', '0'],
    ]),
    ports: ['80', '8080:80', '127.0.0.1:53:53/udp'],
    mounts: [mount('/a b', '/c', 'ro,z'), mount('cache', '/d'), mount(undefined, '/e')],
    entrypoint: 'tail',
    args: ['-f', ''],
  });
  expect(body).toEqual({
    Image: 'app:1',
    Env: ['A=x=y\nz', '--user=0'],
    Labels: { 'a.label': 'x' },
    WorkingDir: '/w',
    Entrypoint: ['tail'],
    Cmd: ['-f', ''],
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    Volumes: { '/e': {} },
    HostConfig: {
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      Binds: ['/a b:/c:ro,z', 'cache:/d'],
      PortBindings: {
        '80/tcp': [
          { HostIp: '', HostPort: '' },
          { HostIp: '', HostPort: '8080' },
        ],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: '53' }],
      },
      NetworkMode: 'net',
    },
    NetworkingConfig: { EndpointsConfig: { net: { Aliases: ['db', 'postgres'] } } },
  });
});

test.each<[string, Partial<ContainerSpec>]>([
  ['options', { options: ['--user', '1000'] }],
  ['a range of ports', { ports: ['8080-8081:80-81'] }],
  ['an IPv6 address', { ports: ['[::1]:80:80'] }],
  ['a port that is none', { ports: ['http'] }],
  ['a port with a protocol in capitals', { ports: ['80/TCP'] }],
  ['a path with a colon', { mounts: [mount('/a:b', '/c')] }],
  ['a relative source', { mounts: [mount('./cache', '/c')] }],
  ['a relative target', { mounts: [mount('/a', 'c')] }],
  ['a target that is empty', { mounts: [mount('/a', '')] }],
  ['an anonymous volume with a mode', { mounts: [mount(undefined, '/c', 'ro')] }],
])("leaves %s to docker's client", (_what, spec) => {
  expect(bodyOf(spec)).toBeUndefined();
});

test('refuses a variable that no process can be given', () => {
  expect(() => bodyOf({ env: new Map([['A=B', 'x']]) })).toThrow('"A=B" cannot be passed');
});
