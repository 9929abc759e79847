import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { dockerConfig, ecr } from './support/fixtures.ts';
import {
  createEcrRunner,
  forgetImages,
  manifestRequests,
  playImages,
} from './support/image-job.ts';
import type { HookCall } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const names = ['app', 'one', 'two', 'three'];
const image = (name: string) => `${ecr}/${name}:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  for (const name of names) await environment.seedImage([image(name)], { env: { NAME: name } });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(() => forgetImages(environment));

const prepare = (images: readonly string[], env: Record<string, string> = {}) =>
  playImages(createEcrRunner(environment, env), images);
const manifests = (name: string) => manifestRequests(environment, name);
const errors = (call: HookCall) =>
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

test.each(['ecr-login', 'ecr-auth'])(
  'asks for a new token when %s has one that the registry refuses',
  async (helper) => {
    // The cache of the helper lies in the HOME of each runner.
    const { path: PATH } = installEcrAuth(environment);
    const runner = createEcrRunner(environment, { PATH }, helper);
    expect(await playImages(runner, [image('app')])).toMatchObject({ exitCode: 0 });
    await environment.aws.expireTokens();
    await environment.aws.clearRequests();
    const call = await playImages(runner, [image('app')]);
    expect(call.exitCode).toBe(0);
    expect(call.commands.filter(({ name }) => name === 'warning' || name === 'error')).toEqual([]);
    expect(await environment.aws.requests()).toHaveLength(1);
  },
);

test('a helper that never answers ends with the step', async () => {
  const helper = join(environment.directory, 'docker-credential-hang');
  writeFileSync(helper, '#!/bin/sh\nexec sleep 2001\n', { mode: 0o755 });
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, { credHelpers: { [ecr]: 'hang' } });
  const PATH = `${environment.path}:${environment.directory}`;
  const running = createEcrRunner(environment, { PATH, HOOK_DOCKER_CONFIG }).startPrepare({
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
