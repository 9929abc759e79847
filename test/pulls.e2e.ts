import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment, type RegistryRequest } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, recordDocker } from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const names = ['app', 'one', 'two', 'three'];
const image = (name: string) => `${ecr}/${name}:1`;

let environment: Environment;
let digest: string;
beforeAll(async () => {
  environment = await startEnvironment();
  for (const name of names) {
    const seeded = await environment.seedImage([image(name)], { env: { NAME: name } });
    if (name === 'app') ({ digest } = seeded);
  }
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await environment.registry.setFaults();
  await environment.registry.clearRequests();
  await environment.aws.clearRequests();
  const images = await environment.docker('image', 'ls', '--quiet');
  if (images !== '') await environment.docker('image', 'rm', '--force', ...images.split('\n'));
});

function newRunner(env: Record<string, string> = {}): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } });
  return createRunner(environment, {
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env },
  });
}

/** Prepares and cleans up a job of these images; the first is the job container's. */
async function prepare(images: readonly string[], env: Record<string, string> = {}) {
  const [container = '', ...others] = images;
  const runner = newRunner(env);
  const services = Object.fromEntries(
    others.map((reference, index) => {
      return [`s${String(index)}`, { image: reference, command: 'sleep 1000' }];
    }),
  );
  const call = await runner.prepareJob({ container: { image: container }, services });
  await runner.cleanupJob();
  return call;
}

const manifests = async (name: string): Promise<RegistryRequest[]> =>
  (await environment.registry.requests()).filter(({ path }) =>
    path.includes(`/${name}/manifests/`),
  );

const errors = (call: Awaited<ReturnType<typeof prepare>>) =>
  call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);

test('pulls the images of a job at the same time, each once, with one token for all', async () => {
  await environment.registry.setFaults({ on: '/manifests/', delayMs: 300 });
  const call = await prepare([...names, 'one'].map(image));
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  for (const name of names) expect(call.stdout).toMatch(`Pulled ${image(name)} in `);
  const heads = await Promise.all(names.map(manifests));
  const begun = heads.map(([first]) => first?.time ?? Infinity);
  const ended = heads.map((requests) => requests.at(-1)?.time ?? 0);
  expect(Math.max(...begun)).toBeLessThan(Math.min(...ended));
  expect(
    heads.map((requests) => requests.filter(({ method }) => method === 'HEAD').length),
  ).toEqual(names.map(() => 1));
  expect(await environment.aws.requests()).toHaveLength(1);
});

test('pulls no more at once than it may', async () => {
  await environment.registry.setFaults({ on: '/manifests/', delayMs: 100 });
  expect(await prepare(names.map(image), { HOOK_PULL_CONCURRENCY: '1' })).toMatchObject({
    exitCode: 0,
  });
  const requests = await Promise.all(names.map(manifests));
  const [ends, begins] = [requests.map((r) => r.at(-1)?.time), requests.map((r) => r[0]?.time)];
  for (const index of [1, 2, 3]) expect(begins[index]).toBeGreaterThanOrEqual(ends[index - 1] ?? 0);
});

test('stops the other pulls when one fails for good, and tells of that one alone', async () => {
  await environment.registry.setFaults({ on: '/two/manifests/', answer: 'hang' });
  const call = await prepare([image('app'), image('two'), `${ecr}/one:missing`]);
  expect(call.exitCode).toBe(1);
  expect(errors(call)).toEqual([
    expect.stringMatching(
      /^docker pull \S+\/one:missing failed: .*manifest unknown.* Check name, tag/,
    ),
  ]);
  // docker asks once with HEAD and once with GET.
  expect(await manifests('one')).toHaveLength(2);
});

// docker itself takes an answer that is no success for a reason to try GET after HEAD.
test.each([
  [503, 2],
  [429, 2],
  ['reset', 1],
] as const)('tries again after %s', async (answer, times) => {
  await environment.registry.setFaults({ on: '/manifests/', answer, times });
  const call = await prepare([image('app')]);
  expect(call.exitCode).toBe(0);
  const warnings = call.commands.filter(({ name }) => name === 'warning');
  expect(warnings).toEqual([
    {
      name: 'warning',
      text: expect.stringMatching(/^docker pull .*app:1 failed: .* Trying again/),
    },
  ]);
});

test('gives up on a registry that stays broken when the time for that is over', async () => {
  await environment.registry.setFaults({ on: '/manifests/', answer: 503 });
  const call = await prepare([image('app')], { HOOK_PULL_RETRY_TIMEOUT: '2' });
  expect(call.exitCode).toBe(1);
  expect(errors(call)).toEqual([expect.stringMatching(/503 Service Unavailable.*It was tried/)]);
  expect(call.durationMs).toBeLessThan(20_000);
});

test('asks for a new token when the registry refuses the one in the cache', async () => {
  expect(await prepare([image('app')])).toMatchObject({ exitCode: 0 });
  await environment.aws.clearRequests();
  const runner = newRunner();
  // The cache of the helper lies in the HOME of each runner.
  await runner.prepareJob({ container: { image: image('app') } });
  await runner.cleanupJob();
  await environment.aws.expireTokens();
  await environment.aws.clearRequests();
  const call = await runner.prepareJob({ container: { image: image('app') } });
  await runner.cleanupJob();
  expect(call.exitCode).toBe(0);
  expect(call.commands.filter(({ name }) => name === 'warning' || name === 'error')).toEqual([]);
  expect(await environment.aws.requests()).toHaveLength(1);
});

test('a helper that never answers ends with the step', async () => {
  const helper = join(environment.directory, 'docker-credential-hang');
  writeFileSync(helper, '#!/bin/sh\nexec sleep 2001\n', { mode: 0o755 });
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'hang' } });
  const PATH = `${environment.path}:${environment.directory}`;
  const running = newRunner({ PATH, HOOK_DOCKER_CONFIG }).startPrepare({
    container: { image: image('app') },
  });
  const isAsked = async () =>
    (await environment.run(['busybox', 'ps'], { env: { PATH } })).stdout.includes(' sleep 2001');
  await waitFor('the helper is asked', isAsked);
  const started = performance.now();
  const call = await running.cancel();
  expect(call).toMatchObject({ exitCode: 130, stderr: '' });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(await isAsked()).toBe(false);
});

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
  expect(errors(call)).toEqual([
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

test('pulls for the platform in the options', async () => {
  const recorded = recordDocker(environment);
  const runner = newRunner({ PATH: recorded.path });
  const options = '--platform linux/amd64';
  await runner.prepareJob({ container: { image: image('app'), options } });
  await runner.cleanupJob();
  const pull = recorded.read().find(({ argv }) => argv[0] === 'pull');
  expect(pull?.argv).toEqual(['pull', '--platform', 'linux/amd64', '--', image('app')]);
});
