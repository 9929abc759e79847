import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, noIdentity } from './support/fixtures.ts';
import { pullOnce } from './support/one-pull.ts';
import type { WorkflowContainer } from './support/runner.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`, 'registry.example.com/app:1']);
  await environment.registry.setLogin('registry.example.com', 'ci', 'right-password');
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
  const { call, leftovers } = await prepare({
    image: 'registry.example.com/app:1',
    credentials: { username: 'ci', password: 'wrong-password' },
  });
  const [error] = call.commands.filter(({ name }) => name === 'error');
  expect(error?.text).toContain(
    'registry.example.com refused the credentials that the workflow gives',
  );
  expect(call.stdout + call.stderr).not.toContain('wrong-password');
  expect(leftovers).toEqual([]);
});
