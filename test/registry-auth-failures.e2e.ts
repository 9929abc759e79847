import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { installEcrAuth } from './support/ecr-auth.ts';
import { awsIdentity, dockerConfig, ecr, noIdentity } from './support/fixtures.ts';
import { pullOnce } from './support/one-pull.ts';
import type { WorkflowContainer } from './support/runner.ts';
import { plant } from './support/secrets/planted.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`, 'registry.example.com/app:1']);
  await environment.registry.setLogin('registry.example.com', 'ci', plant('registry password'));
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const prepare = (container: WorkflowContainer, env = awsIdentity(environment)) =>
  pullOnce(environment, container, env);

test.each<[string, () => Record<string, string>, string]>([
  [
    'no AWS identity',
    () => ({
      ...noIdentity,
      HOOK_DOCKER_CONFIG: dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } }),
    }),
    'docker-credential-ecr-login has no credentials for',
  ],
  [
    'a helper that is not installed',
    () => ({
      ...awsIdentity(environment),
      HOOK_DOCKER_CONFIG: dockerConfig(environment, { credHelpers: { [ecr]: 'nope' } }),
    }),
    `asks docker-credential-nope for ${ecr}, which is not on the runner's PATH`,
  ],
  [
    'the helper switched off',
    () => ({
      ...awsIdentity(environment),
      HOOK_ECR_HELPER: 'off',
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
    }),
    'wants credentials and neither the docker config of the runner nor the workflow has any',
  ],
])('has one clear error for %s', async (_what, env, why) => {
  const { call, leftovers } = await prepare({ image: `${ecr}/app:1` }, env());
  expect(call.exitCode).toBe(1);
  const errors = call.commands.filter(({ name }) => name === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]?.text).toContain(`${ecr}/app:1 could not be pulled: `);
  expect(errors[0]?.text).toContain(why);
  expect(leftovers).toEqual([]);
});

test('says that a workflow gives wrong credentials, without repeating them', async () => {
  const wrong = plant('registry password');
  const { call, leftovers } = await prepare({
    image: 'registry.example.com/app:1',
    credentials: { username: 'ci', password: wrong },
  });
  const [error] = call.commands.filter(({ name }) => name === 'error');
  expect(error?.text).toContain(
    'registry.example.com refused the credentials that the workflow gives',
  );
  expect(call.stdout + call.stderr).not.toContain(wrong);
  expect(leftovers).toEqual([]);
});

test.each<[string, () => Record<string, string>, RegExp]>([
  [
    'no AWS identity',
    () => noIdentity,
    /There are no AWS credentials\. Tried environment: AWS_ACCESS_KEY_ID .* is true \(docker pull/,
  ],
  [
    'an unknown key',
    () => ({ AWS_ACCESS_KEY_ID: 'AKIAAAAABBBBCCCCDDDD', AWS_SECRET_ACCESS_KEY: 'x' }),
    /The ECR API of us-east-1 does not know the access key AKIA…DDDD/,
  ],
])('lets ecr-auth say why there are no credentials: %s', async (_what, env, why) => {
  const { path } = installEcrAuth(environment);
  const { call } = await pullOnce(
    environment,
    { image: `${ecr}/app:1` },
    { ...env(), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) },
    path,
  );
  expect(call.exitCode).toBe(1);
  const errors = call.commands.filter(({ name }) => name === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]?.text).toMatch(why);
});

test('says that the registry refuses the image, though there is a token', async () => {
  const { path } = installEcrAuth(environment);
  await environment.registry.setFaults({ answer: 403, on: '/manifests/' });
  const { call } = await pullOnce(
    environment,
    { image: `${ecr}/app:1` },
    { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) },
    path,
  );
  await environment.registry.setFaults();
  const [error] = call.commands.filter(({ name }) => name === 'error');
  expect(error?.text).toMatch(/answers 403 for app:1.*Allow ecr:BatchGetImage/);
});
