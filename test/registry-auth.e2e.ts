import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr } from './support/fixtures.ts';
import { pullOnce } from './support/one-pull.ts';
import type { WorkflowContainer } from './support/runner.ts';
import { jobToken } from './support/runner/request.ts';
import { plant } from './support/secrets/planted.ts';

const elsewhere = '210987654321.dkr.ecr.eu-central-1.amazonaws.com';
const farAway = '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com';

const hubPassword = plant('registry password');
const oddPassword = `${plant('registry password')}:a"ss\\w ö`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  const hosts = [ecr, elsewhere, farAway, 'ghcr.io/octo', 'docker.io/octo', 'registry.example.com'];
  await environment.seedImage(hosts.map((host) => `${host}/app:1`));
  await environment.registry.setLogin('ghcr.io', 'octocat', jobToken);
  await environment.registry.setLogin('docker.io', 'hub-user', hubPassword);
  await environment.registry.setLogin('registry.example.com', 'ci', oddPassword);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await environment.registry.clearRequests();
  const images = await environment.docker('image', 'ls', '--quiet');
  if (images !== '') await environment.docker('image', 'rm', '--force', ...images.split('\n'));
});

const prepare = (container: WorkflowContainer, env = awsIdentity(environment)) =>
  pullOnce(environment, container, env);

test.each([ecr, elsewhere, farAway])(
  'pulls from %s, which the config does not list',
  async (host) => {
    const config = dockerConfig(environment, {});
    const { call, docker, leftovers, pulledAs } = await prepare(
      {
        image: `${host}/app:1`,
        credentials: { username: 'AWS', password: plant('registry password') },
      },
      { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: join(config, 'config.json') },
    );
    expect(call.exitCode).toBe(0);
    expect(call.commands.find(({ name }) => name === 'notice')?.text).toContain('can be deleted');
    expect(docker).not.toContain('login');
    expect(pulledAs).toEqual([`AWS@${host}`]);
    expect(leftovers).toEqual([]);
    expect(readFileSync(join(config, 'config.json'), 'utf8')).toBe('{}');
  },
);

test.each([
  ['an empty config', {}],
  ['a credsStore that answers for ECR only', { credsStore: 'ecr-login' }],
])('uses the job token for ghcr.io with %s', async (_what, config) => {
  const { call, docker, leftovers, pulledAs } = await prepare(
    { image: 'ghcr.io/octo/app:1' },
    { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, config) },
  );
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  expect(call.commands.map(({ name }) => name)).not.toContain('notice');
  expect(docker).not.toContain('login');
  expect(pulledAs).toEqual(['octocat@ghcr.io']);
  expect(leftovers).toEqual([]);
});

test.each([
  ['octo/app:1', 'hub-user', hubPassword],
  ['registry.example.com/app:1', 'ci', oddPassword],
])('uses the credentials that a workflow gives for %s', async (image, username, password) => {
  const container = { image, credentials: { username, password } };
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } });
  const withHelper = await prepare(container, { HOOK_DOCKER_CONFIG });
  expect(withHelper).toMatchObject({ call: { exitCode: 0 }, leftovers: [] });
  expect(withHelper.docker).not.toContain('login');
  expect(withHelper.pulledAs.join()).toContain(username);

  await environment.docker('image', 'rm', container.image);
  const withLogin = await prepare(container, {});
  expect(withLogin).toMatchObject({ call: { exitCode: 0 }, leftovers: [] });
  expect(withLogin.docker).toContain('login');
  expect(readdirSync(withLogin.home)).toEqual([]);
});

test("uses the runner's own docker config when nobody gives credentials", async () => {
  const DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } });
  const { call, docker, pulledAs } = await prepare(
    { image: `${ecr}/app:1` },
    { ...awsIdentity(environment), DOCKER_CONFIG },
  );
  expect(call.exitCode).toBe(0);
  expect(docker).not.toContain('login');
  expect(pulledAs).toEqual([`AWS@${ecr}`]);
});

test('works with a role that the runner assumes through a web identity token', async () => {
  const tokenFile = join(environment.directory, 'web-identity-token');
  writeFileSync(tokenFile, environment.webIdentityToken);
  const { call, pulledAs } = await prepare(
    { image: `${elsewhere}/app:1` },
    {
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/runner',
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
    },
  );
  expect(call.exitCode).toBe(0);
  expect(pulledAs).toEqual([`AWS@${elsewhere}`]);
  const operations = (await environment.aws.requests()).map(({ operation }) => operation);
  expect(operations).toContain('AssumeRoleWithWebIdentity');
});

test('works with the identity of the machine, without any variable', async () => {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const { call, pulledAs } = await prepare({ image: `${ecr}/app:1` }, { HOOK_DOCKER_CONFIG });
  expect(call.exitCode).toBe(0);
  expect(pulledAs).toEqual([`AWS@${ecr}`]);
});

test('takes a user name without a password for no credentials', async () => {
  const { call, docker } = await prepare({
    image: 'registry.example.com/app:1',
    credentials: { username: 'ci', password: '' },
  });
  expect(call.exitCode).toBe(1);
  expect(docker).not.toContain('login');
});
