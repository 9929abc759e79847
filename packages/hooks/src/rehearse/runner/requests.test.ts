import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { PlannedContainer } from '../workflow/container.ts';
import type { PlannedService } from '../workflow/plan-job.ts';
import { layOut } from './folders.ts';
import { userMount } from './mounts.ts';
import { containerStepArguments, prepareArguments, type PrepareFacts } from './requests.ts';

/** What a runner has sent. */
function sample(name: string): { args: Record<string, unknown> } {
  const url = new URL(`../../../test/requests/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as { args: Record<string, unknown> };
}

const folders = layOut('/home/runner/actions-runner', 'octo/hello');
const facts: PrepareFacts = { folders, proxies: {}, actor: 'octocat', token: undefined };

const container = (given: Partial<PlannedContainer>): PlannedContainer => ({
  image: 'app:1',
  username: undefined,
  password: undefined,
  env: new Map(),
  ports: [],
  volumes: [],
  options: undefined,
  entrypoint: undefined,
  command: undefined,
  ...given,
});
const service = (key: string, given: Partial<PlannedContainer>): PlannedService => {
  return { ...container(given), key, computed: undefined };
};

test('prepares a job as the runner does', () => {
  const job = container({
    image: 'ghcr.io/octo/build:1',
    username: 'octo-bot',
    password: 'ghp_secret',
    env: new Map([
      ['NODE_ENV', 'development'],
      ['EMPTY', ''],
    ]),
    ports: ['8080', '8080'],
    volumes: ['build_cache:/cache', '/opt/certs:/certs:ro', '/scratch'],
    options: '--cpus 2 --health-cmd "test -f /ready"',
  });
  const services = [
    service('db', {
      image: 'postgres:16',
      username: 'dockerhub-user',
      password: 'dckr_pat_x',
      env: new Map([['POSTGRES_PASSWORD', 'postgres']]),
      ports: ['5432:5432/tcp'],
      options:
        '--health-cmd pg_isready --health-interval 10s --health-timeout 5s --health-retries 5',
    }),
    service('cache', {
      image: 'registry.example.com:5000/team/redis:7',
      username: 'ci',
      password: 'hunter2',
      ports: ['6379'],
      volumes: ['redis_data:/data'],
      command: 'redis-server --save "60 1"',
    }),
  ];
  expect(prepareArguments(job, services, facts)).toEqual(sample('prepare_job').args);
});

test('runs a Dockerfile as the runner does', () => {
  const { args } = sample('run_container_step.dockerfile');
  const step = {
    image: undefined,
    dockerfile: '/home/runner/actions-runner/_work/_actions/octo/greet-action/v1/Dockerfile',
    entrypoint: undefined,
    arguments: ' "--name" "Mona Lisa" "" "say \\"hi\\""',
    env: args['environmentVariables'] as Record<string, string>,
  };
  expect(containerStepArguments(step, folders)).toEqual(args);
});

test('runs an image as the runner does', () => {
  const { args } = sample('run_container_step.image');
  const step = {
    image: 'alpine:3.20',
    dockerfile: undefined,
    entrypoint: '/bin/echo',
    arguments: '-n "hello world"  it\'s',
    env: args['environmentVariables'] as Record<string, string>,
  };
  expect(containerStepArguments(step, folders)).toEqual(args);
});

test.each<[Partial<PlannedContainer>, string | undefined, unknown]>([
  [{ image: 'app:1' }, undefined, null],
  [{ image: 'app:1', password: 'alone' }, undefined, null],
  [{ image: 'app:1', username: 'u' }, undefined, { username: 'u', password: null, serverUrl: '' }],
  [
    { image: 'localhost:5000/app', username: 'u', password: 'p' },
    undefined,
    { username: 'u', password: 'p', serverUrl: 'localhost:5000' },
  ],
  [{ image: 'ghcr.io/octo/app' }, undefined, null],
  [
    { image: 'ghcr.io/octo/app' },
    'job-token',
    { username: 'octocat', password: 'job-token', serverUrl: 'ghcr.io' },
  ],
  [{ image: 'docker.io/octo/app' }, 'job-token', null],
])('sends for %j with the token %j the credentials %j', (given, token, registry) => {
  const { container: sent } = prepareArguments(container(given), [], { ...facts, token });
  expect(sent?.registry).toEqual(registry);
});

test('gives every container the proxies, unless the workflow sets them', () => {
  const proxies = { http_proxy: 'http://proxy', HTTP_PROXY: 'http://proxy' };
  const job = container({ env: new Map([['http_proxy', 'own']]) });
  const { container: sent } = prepareArguments(job, [], { ...facts, proxies });
  expect(sent?.environmentVariables).toEqual({
    http_proxy: 'own',
    HTTP_PROXY: 'http://proxy',
    HOME: '/github/home',
  });
});

test.each([
  ['/a:/b', '/a', '/b', false],
  ['/a:/b:RO', '/a', '/b', true],
  ['/a:/b:ro,z', '/a', '/b', false],
  ['/a:ro', null, '/a', true],
  ['/a', null, '/a', false],
  ['a:b:c:d', null, 'a:b:c:d', false],
])('reads the volume %s', (text, sourceVolumePath, targetVolumePath, readOnly) => {
  const mount = { userProvidedValue: text, sourceVolumePath, targetVolumePath, readOnly };
  expect(userMount(text)).toEqual(mount);
});
