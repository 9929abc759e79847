import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import {
  createEcrRunner,
  forgetImages,
  manifestRequests,
  playImages,
} from './support/image-job.ts';

const image = (name: string) => `${ecr}/${name}:1`;

let environment: Environment;
let digest: string;
beforeAll(async () => {
  environment = await startEnvironment();
  ({ digest } = await environment.seedImage([image('app')]));
  await environment.seedImage([image('one')], { env: { NAME: 'one' } });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(() => forgetImages(environment));

const prepare = (images: readonly string[], env: Record<string, string> = {}) =>
  playImages(createEcrRunner(environment, env), images);
const manifests = (name: string) => manifestRequests(environment, name);

test('missing: does not ask the registry for what is here', async () => {
  expect(await prepare([image('app')])).toMatchObject({ exitCode: 0 });
  await environment.registry.clearRequests();
  const call = await prepare([image('app'), image('one')], { HOOK_PULL_POLICY: 'missing' });
  expect(call.exitCode).toBe(0);
  expect(call.stdout).toContain(`${image('app')} is on this runner already\n`);
  expect(await manifests('app')).toEqual([]);
  expect(await manifests('one')).not.toEqual([]);
});

test('never: says which image is not here', async () => {
  const call = await prepare([image('app')], { HOOK_PULL_POLICY: 'never' });
  expect(call.commands.filter(({ name }) => name === 'error').map(({ text }) => text)).toEqual([
    `${image('app')} is not on this runner, and HOOK_PULL_POLICY=never forbids to pull it. Put the image on the runner beforehand, or use the policy \`missing\`.`,
  ]);
  expect(await environment.registry.requests()).toEqual([]);
});

test('always: leaves alone only what is pinned by digest', async () => {
  const pinned = `${ecr}/app@${digest}`;
  expect(await prepare([pinned, image('one')])).toMatchObject({ exitCode: 0 });
  await environment.registry.clearRequests();
  expect(await prepare([pinned, image('one')])).toMatchObject({ exitCode: 0 });
  expect(await manifests('app')).toEqual([]);
  expect(await manifests('one')).not.toEqual([]);
  const call = await prepare([pinned], { HOOK_FEATURE_PULL_POLICY: 'off' });
  expect(call.stdout).toContain(`${pinned} is up to date (`);
});

test.each([
  ['by docker pull', { HOOK_FEATURE_ENGINE_EXEC: 'off' }, 'docker pull --platform linux/amd64 --'],
  ['over the socket', {}, 'platform=linux%2Famd64'],
])('pulls for the platform in the options, %s', async (_way, env, asked) => {
  const runner = createEcrRunner(environment, { RUNNER_DEBUG: '1', ...env });
  const options = '--platform linux/amd64';
  const call = await runner.prepareJob({ container: { image: image('app'), options } });
  await runner.cleanupJob();
  expect(call.exitCode).toBe(0);
  expect(call.commands.filter(({ text }) => text.includes(asked))).toHaveLength(1);
});
