import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { createBench, readRequest, type PlayOptions } from '../../test/support.ts';
import { featureNames } from '../features.ts';
import { CallEvent } from './event.ts';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const bench = createBench();
bench.addProgram('docker-credential-ecr-login');
const config = join(bench.directory, 'config');
mkdirSync(config);
writeFileSync(join(config, 'config.json'), JSON.stringify({ credHelpers: { [ecr]: 'ecr-login' } }));
afterAll(() => {
  bench[Symbol.dispose]();
});

/** Exactly the fields of the schema, and the level that pino always writes. */
const Line = z.strictObject({ ...CallEvent.shape, level: z.literal(30) });

/** The one line that a call leaves. */
async function eventOf(request: unknown, options: PlayOptions = {}): Promise<z.infer<typeof Line>> {
  const directory = mkdtempSync(join(bench.directory, 'events-'));
  await bench.play(request, { ...options, env: { HOOK_EVENT_LOG: directory, ...options.env } });
  const texts = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  const event = Line.parse(JSON.parse(texts.join('')));
  for (const milliseconds of Object.values(event.phases)) {
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(milliseconds).toBeLessThanOrEqual(event.durationMs + 1);
  }
  return event;
}

const phasesOf = ({ phases }: CallEvent) => Object.keys(phases).sort();
const prepare = readRequest('prepare_job');
const script = readRequest('run_script_step');
const action = readRequest('run_container_step.image');
const failing = (command: string, stderr: string) => [
  { when: ['docker', command], exitCode: 1, stderr },
];

test('a job that was prepared: whose it is, what was decided, what was pulled', async () => {
  const image = JSON.stringify([{ Os: 'linux', Architecture: 'amd64', Size: 1000 }]);
  const event = await eventOf(prepare, {
    env: {
      GITHUB_REPOSITORY: 'octo/hello',
      GITHUB_WORKFLOW: 'CI',
      HOOK_FEATURE_PULL_POLICY: 'off',
    },
    answers: [{ when: ['docker', 'image', 'inspect'], stdout: image }],
  });
  expect(event).toMatchObject({
    version: '1.2.3',
    runner: 'runner-1',
    repository: 'octo/hello',
    workflow: 'CI',
    runId: '42',
    runAttempt: '1',
    job: 'build',
    command: 'prepare_job',
    images: 3,
    bytes: 3000,
    exitCode: 0,
    outcome: 'success',
  });
  expect(Math.abs(Date.now() - Date.parse(event.time))).toBeLessThan(60_000);
  expect(Object.keys(event.features)).toEqual([...featureNames]);
  expect(event.features).toMatchObject({
    'pull-policy': { variant: 'off', reason: 'HOOK_FEATURE variable' },
    'service-names': { variant: 'on', reason: 'default' },
  });
  expect(phasesOf(event)).toEqual(['health', 'pull', 'start', 'sweep']);
  for (const field of ['retries', 'fallbacks', 'shadow', 'errorClass']) {
    expect(event).not.toHaveProperty(field);
  }
});

test('images that are up to date or here do not count', async () => {
  const upToDate = 'Status: Image is up to date for postgres:16\n';
  const answers = [{ when: ['docker', 'pull'], has: 'postgres:16', stdout: upToDate }];
  expect(await eventOf(prepare, { answers })).toMatchObject({ images: 2, outcome: 'success' });
  const stdout = JSON.stringify([{ Os: 'linux', Architecture: 'amd64' }]);
  const here = [{ when: ['docker', 'image', 'inspect'], stdout }];
  const missing = { answers: here, env: { HOOK_PULL_POLICY: 'missing' } };
  expect(await eventOf(prepare, missing)).not.toHaveProperty('images');
});

test.each([
  ['a pull', failing('pull', 'manifest unknown'), 'not-found'],
  ['a start', failing('start', 'port is already allocated'), 'unknown'],
  ['the daemon', failing('create', 'Cannot connect to the Docker daemon at unix:///x.'), 'daemon'],
])(
  'a job that was not prepared as %s failed: the class of the error',
  async (_what, answers, errorClass) => {
    const event = await eventOf(prepare, { answers });
    expect(event).toMatchObject({ exitCode: 1, outcome: 'hook-failed', errorClass });
    expect(phasesOf(event)).toEqual(['pull', 'start', 'sweep']);
  },
);

test('a job that was cancelled while it was prepared', async () => {
  const cancel = new AbortController();
  const event = await eventOf(prepare, {
    signal: cancel.signal,
    onOutput: (text) => {
      if (text.includes('Pull images')) cancel.abort(new Error('cancelled'));
    },
    answers: [{ when: ['docker', 'pull'], delayMs: 30_000 }],
  });
  expect(event).toMatchObject({ exitCode: 130, outcome: 'cancelled' });
  expect(event).not.toHaveProperty('images');
  expect(phasesOf(event)).toEqual(['pull', 'start', 'sweep']);
});

test('a pull that was tried again', async () => {
  const stderr = 'toomanyrequests: Rate exceeded';
  const answers = [{ when: ['docker', 'pull'], has: 'postgres:16', times: 1, exitCode: 1, stderr }];
  const event = await eventOf(prepare, { answers });
  expect(event).toMatchObject({ images: 3, retries: 1, outcome: 'success' });
});

test("a pull that only the workflow's credentials could do", async () => {
  const image = `${ecr}/app:1`;
  const registry = { username: 'AWS', password: 'of the workflow', serverUrl: ecr };
  const stderr = 'no basic auth credentials';
  const event = await eventOf(
    { ...prepare, args: { container: { image, registry } } },
    {
      env: { HOOK_DOCKER_CONFIG: config },
      // Once with the token of the helper, once with a new one.
      answers: [{ when: ['docker', 'pull'], times: 2, exitCode: 1, stderr }],
    },
  );
  expect(event).toMatchObject({ images: 1, retries: 1, fallbacks: 1, outcome: 'success' });
});

test('what a feature in shadow would have done', async () => {
  const rollout = join(bench.directory, 'rollout.json');
  writeFileSync(rollout, JSON.stringify({ features: { 'credential-helper': 'shadow' } }));
  const registry = { username: 'AWS', password: 'of the workflow', serverUrl: ecr };
  const event = await eventOf(
    { ...prepare, args: { container: { image: `${ecr}/app:1`, registry } } },
    { env: { HOOK_DOCKER_CONFIG: config, HOOK_ROLLOUT_FILE: rollout } },
  );
  expect(event.features['credential-helper']).toEqual({
    variant: 'shadow',
    reason: 'rollout file',
  });
  expect(event).toMatchObject({ shadow: [{ host: ecr, covered: true, ok: true }] });
});

test.each([
  [0, 'success'],
  [42, 'step-failed'],
])('a script step that ends with %d', async (exitCode, outcome) => {
  const event = await eventOf(script, { answers: [{ when: ['docker', 'exec'], exitCode }] });
  expect(event).toMatchObject({ command: 'run_script_step', exitCode, outcome });
  expect(phasesOf(event)).toEqual(['exec']);
  for (const field of ['images', 'bytes', 'errorClass']) expect(event).not.toHaveProperty(field);
});

test('a script step without a job container', async () => {
  const event = await eventOf({ ...script, state: null });
  expect(event).toMatchObject({ exitCode: 1, outcome: 'hook-failed', errorClass: 'HookError' });
  expect(event.phases).toEqual({});
});

test('a container step of an image, and of a Dockerfile', async () => {
  const ended = await eventOf(action, { answers: [{ when: ['docker', 'run'], exitCode: 3 }] });
  expect(ended).toMatchObject({ command: 'run_container_step', images: 1, exitCode: 3 });
  expect(ended).toMatchObject({ outcome: 'step-failed' });
  expect(phasesOf(ended)).toEqual(['pull', 'run']);

  const dockerfile = join(bench.tempDirectory, 'Dockerfile');
  writeFileSync(dockerfile, 'FROM scratch\n');
  const built = await eventOf({ ...action, args: { dockerfile } });
  expect(built).toMatchObject({ exitCode: 0, outcome: 'success' });
  expect(phasesOf(built)).toEqual(['build', 'run']);
});

test('a cleanup, also one that failed and does not say so to the runner', async () => {
  const cleanup = readRequest('cleanup_job');
  const event = await eventOf(cleanup);
  expect(event).toMatchObject({ command: 'cleanup_job', exitCode: 0, outcome: 'success' });
  expect(phasesOf(event)).toEqual(['logs', 'sweep']);
  const answers = failing('container', 'Cannot connect to the Docker daemon at unix:///x.');
  const failed = await eventOf(cleanup, { answers });
  expect(failed).toMatchObject({ exitCode: 0, outcome: 'hook-failed', errorClass: 'daemon' });
});
