import { expect, test } from '@jest/globals';
import { buildClientEnv } from './client-env.ts';

const runner = {
  PATH: '/evil:/usr/bin',
  HOME: '/home/runner',
  LANG: 'C.UTF-8',
  XDG_RUNTIME_DIR: '/run/user/1001',
  HTTPS_PROXY: 'http://proxy:3128',
  no_proxy: '.local',
  SSL_CERT_FILE: '/ca.pem',
  DOCKER_BUILDKIT: '1',
  BUILDX_BUILDER: 'b',
  DOCKER_HOST: 'tcp://other:2375',
  DOCKER_CONTEXT: 'other',
  DOCKER_AUTH_CONFIG: '{}',
  RUNNER_TRACKING_ID: 'github_1',
  AWS_ROLE_ARN: 'arn:aws:iam::1:role/x',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  ECR_AUTH_CONFIG: '/etc/ecr-auth.json',
  NODE_EXTRA_CA_CERTS: '/ca.pem',
  LD_PRELOAD: '/evil.so',
  GODEBUG: 'x',
  GITHUB_WORKSPACE: '/w',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
  VAULT_ADDR: 'https://vault',
};
const options = {
  path: '/usr/bin',
  endpoint: { DOCKER_HOST: 'unix:///s' },
  forward: ['VAULT_ADDR'],
};

test('gives every docker process what it needs to run and nothing else', () => {
  expect(buildClientEnv(runner, options).plain).toEqual({
    PATH: '/usr/bin',
    HOME: '/home/runner',
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: '/run/user/1001',
    HTTPS_PROXY: 'http://proxy:3128',
    no_proxy: '.local',
    SSL_CERT_FILE: '/ca.pem',
    DOCKER_BUILDKIT: '1',
    BUILDX_BUILDER: 'b',
    DOCKER_HOST: 'unix:///s',
    RUNNER_TRACKING_ID: 'github_1',
  });
});

test('adds the identity of the runner where a registry may ask for it', () => {
  const { plain, authenticated } = buildClientEnv(runner, options);
  expect(authenticated).toEqual({
    ...plain,
    AWS_ROLE_ARN: 'arn:aws:iam::1:role/x',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
    ECR_AUTH_CONFIG: '/etc/ecr-auth.json',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    VAULT_ADDR: 'https://vault',
  });
});

test('a name that is only alike is not meant; those of proxies are in any letters', () => {
  const alike = [
    'HOMEX',
    'MY_HOME',
    'LANGUAGE',
    'MY_DOCKER_X',
    'XDG',
    'my_no_proxy',
    'AWSX',
    'home',
  ];
  const meant = { Http_Proxy: 'x', ALL_PROXY: 'x', DOCKER_TLS_CERTDIR: 'x', DOCKER_HOSTS: 'x' };
  const env = { ...Object.fromEntries(alike.map((name) => [name, 'x'])), ...meant };
  const { plain, authenticated } = buildClientEnv(env, { path: '/bin', endpoint: {}, forward: [] });
  expect(plain).toEqual({ ...meant, PATH: '/bin' });
  expect(authenticated).toEqual(plain);
});
