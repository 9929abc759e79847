import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr, stepWays } from './support/fixtures.ts';
import { createEcrRunner } from './support/image-job.ts';
import type { Runner } from './support/runner.ts';
import { daemonTime, isInFront, serviceEvents } from './support/service-events.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;
const inTurn = { HOOK_SERVICE_STARTS: 'in-turn' };
const keys = ['first', 'second', 'third', 'fourth'];
const rounds = 3;

/** Milliseconds; the runner kills the hook after 10 s. */
const limit = 5000;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** A service that asks for the one before as the first thing it does, once, though nothing of its own names that. */
function service(before: string | undefined) {
  const hidden = before?.replace(/^./, "$&''");
  const ask = hidden === undefined ? '' : `ping -c 1 -W 5 ${hidden} 2>&1; `;
  return { image, entrypoint: 'sh', command: `-c "${ask}exec sleep 1000"` };
}

const patient = service(undefined);
const impatient = {
  ...patient,
  command: '-c "exit 3"',
  options: "--health-cmd 'exit 1' --health-interval 100s",
};
const services = Object.fromEntries(keys.map((key, index) => [key, service(keys[index - 1])]));

/** Containers and networks of jobs. */
const left = () =>
  Promise.all([
    environment.docker('ps', '--all', '--quiet'),
    environment.docker('network', 'ls', '--quiet', '--filter', 'name=github_'),
  ]);

/** How many services have joined the network before the one in front of them ran. */
function overlapsIn(events: readonly string[]): number {
  const pairs = keys.slice(1).map((key, index) => [keys[index] ?? '', key] as const);
  return pairs.filter(([one, next]) => isInFront(`connect ${next}`, `start ${one}`, events)).length;
}

async function play(runner: Runner): Promise<number> {
  const since = await daemonTime(environment);
  const call = await runner.prepareJob({ services });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  const events = await serviceEvents(environment, runner, since);
  const joined = events.filter((event) => event.startsWith('connect'));
  expect(joined).toEqual(keys.map((key) => `connect ${key}`));
  for (const [index, key] of keys.slice(0, -1).entries()) {
    const id = runner.job.services[keys[index + 1] ?? '']?.id ?? '';
    // The one before may not answer yet, so that this takes a moment; its name is known, or never will be.
    let said = '';
    const hasSpoken = async () => (said = await environment.docker('logs', id)) !== '';
    await waitFor(`a service has asked for ${key}`, hasSpoken);
    expect(said).toMatch(new RegExp(`^PING ${key} \\(`));
  }
  await runner.cleanupJob();
  return overlapsIn(events);
}

test.each(stepWays)(
  'overlapping services start in order and find the one before at once: $way',
  async ({ feature }) => {
    const runner = createEcrRunner(environment, feature);
    let overlaps = 0;
    for (let round = 0; round < rounds; round += 1) overlaps += await play(runner);
    expect(overlaps).toBeGreaterThan(0);
  },
);

test.each(stepWays)(
  'in turn no service joins before the last one runs: $way',
  async ({ feature }) => {
    expect(await play(createEcrRunner(environment, { ...inTurn, ...feature }))).toBe(0);
  },
);

test('a service that cannot start fails the job, and nothing of the others is left', async () => {
  const runner = createEcrRunner(environment);
  const broken = { image, entrypoint: '/not/there' };
  const call = await runner.prepareJob({ services: { ...services, second: broken } });
  expect(call.exitCode).toBe(1);
  expect(call.stdout).toContain('/not/there');
  expect(await left()).toEqual(['', '']);
});

test.each([
  ['behind another', {}, { patient, impatient }, 1],
  ['that is the first', {}, { impatient, patient }, 0],
  ['in turn', inTurn, { patient, impatient }, 0],
  ['without parallel pulls', { HOOK_FEATURE_PARALLEL_PULLS: 'off' }, { patient, impatient }, 0],
])('overlapping is named for a service %s where it may be the reason', async (...given) => {
  const [, env, order, times] = given;
  const call = await createEcrRunner(environment, env).prepareJob({ services: order });
  expect(call.stdout).toContain('::error::Service impatient exited with code 3.');
  const reason = 'Service impatient may have looked for one in front of it';
  expect(call.lines.filter((line) => line.includes(reason))).toHaveLength(times);
});

test.each(stepWays)('a cancel while services start leaves nothing: $way', async ({ feature }) => {
  const many = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`s${String(n)}`, patient]));
  const runner = createEcrRunner(environment, feature);
  const running = runner.startPrepare({ services: many });
  const isStarting = async () => (await environment.docker('ps', '--quiet')) !== '';
  await waitFor('the first one runs', isStarting);
  const started = performance.now();
  expect(await running.cancel()).toMatchObject({ exitCode: 130 });
  expect(performance.now() - started).toBeLessThan(limit);
  expect(await left()).toEqual(['', '']);
});

test('any other word for it is refused', async () => {
  const call = await createEcrRunner(environment, { HOOK_SERVICE_STARTS: 'at-once' }).prepareJob({
    services,
  });
  expect(call.stdout).toContain('HOOK_SERVICE_STARTS must be in-turn or overlapping');
});
