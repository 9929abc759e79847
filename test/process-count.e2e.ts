import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCounting, type Counted, type Counting } from './support/counting.ts';
import type { EngineCall } from './support/engine-proxy.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import { createEcrRunner } from './support/image-job.ts';
import type { HookCall, Runner } from './support/runner.ts';

interface Cost {
  docker: Readonly<Record<string, number>>;
  hook: number;
  clients: number;
}

/**
 * What a command of the hook costs, images present: processes of docker's client by what they do,
 * requests of the hook itself to the daemon, and those of the clients at most (without the ping that
 * each begins with; releases of the client differ in a few). One more is a regression. One fewer is
 * progress: put it down here, so that it stays.
 */
const figures: Readonly<Record<string, Cost>> = {
  'prepare_job of a job container': { docker: {}, hook: 11, clients: 0 },
  run_script_step: { docker: {}, hook: 3, clients: 0 },
  'run_script_step with GITHUB_PATH entries': { docker: {}, hook: 3, clients: 0 },
  'run_container_step of an image': { docker: {}, hook: 5, clients: 0 },
  'cleanup_job of a job container': { docker: {}, hook: 5, clients: 0 },
  'prepare_job with 3 services': { docker: {}, hook: 26, clients: 0 },
  'cleanup_job with 3 services': { docker: {}, hook: 14, clients: 0 },
};

const lists = { 'container ls': 1, 'network ls': 1, 'image ls': 1 };
const removal = { ...lists, 'container rm': 1, 'network rm': 1 };
const preparation = { ...lists, 'network create': 1, 'container inspect': 1, cp: 2 };
const step = { docker: { exec: 1 }, hook: 0, clients: 4 };

/** The same with the feature `engine-exec` off: docker's client does everything. */
const withoutEngineExec: typeof figures = {
  'prepare_job of a job container': {
    docker: { ...preparation, pull: 1, create: 1, start: 1 },
    hook: 0,
    clients: 12,
  },
  run_script_step: step,
  'run_script_step with GITHUB_PATH entries': step,
  'run_container_step of an image': { docker: { pull: 1, run: 1 }, hook: 0, clients: 5 },
  'cleanup_job of a job container': { docker: removal, hook: 0, clients: 6 },
  'prepare_job with 3 services': {
    docker: { ...preparation, 'container inspect': 3, events: 1, pull: 4, create: 4, start: 4 },
    hook: 0,
    clients: 27,
  },
  'cleanup_job with 3 services': { docker: { ...removal, logs: 3 }, hook: 0, clients: 15 },
};

const container = { image: `${ecr}/app:1` };
const services = Object.fromEntries(
  ['postgres', 'mongo', 'redis'].map((name) => [name, { image: `${ecr}/${name}:1` }]),
);

/** A job without services, then one with three, as calls with names for the table. */
const calls: [name: string, call: (runner: Runner) => Promise<HookCall>][] = [
  ['prepare_job of a job container', (runner) => runner.prepareJob({ container })],
  ['run_script_step', (runner) => runner.runScript('echo /opt/bin >> "$GITHUB_PATH"')],
  ['run_script_step with GITHUB_PATH entries', (runner) => runner.runScript('echo "$PATH"')],
  [
    'run_container_step of an image',
    (runner) => runner.runContainerAction({ ...container, entrypoint: 'true' }),
  ],
  ['cleanup_job of a job container', (runner) => runner.cleanupJob()],
  ['prepare_job with 3 services', (runner) => runner.prepareJob({ container, services })],
  ['cleanup_job with 3 services', (runner) => runner.cleanupJob()],
];

let environment: Environment;
let counting: Counting;
beforeAll(async () => {
  environment = await startEnvironment();
  for (const name of ['app', ...Object.keys(services)]) {
    const cmd = ['sh', '-c', 'echo ready; exec sleep 1000'];
    await environment.seedImage([`${ecr}/${name}:1`], { cmd, labels: { name } });
  }
  counting = await startCounting(environment);
  const runner = createEcrRunner(environment);
  await runner.prepareJob({ container, services });
  await runner.cleanupJob();
});
afterAll(async () => {
  await counting[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

function costOf({ docker, engine }: Counted): Cost {
  const asked = engine.filter(
    (call, index) => call.path !== '/_ping' && !isRepeated(index, engine),
  );
  const by = (who: EngineCall['by']) => asked.filter((call) => call.by === who).length;
  const counts = docker.map((name) => [name, docker.filter((each) => each === name).length]);
  return { docker: Object.fromEntries(counts), hook: by('hook'), clients: by('client') };
}

/** The daemon may have to be asked more than once whether a command has ended. */
function isRepeated(index: number, calls: readonly EngineCall[]): boolean {
  const { path = '' } = calls[index] ?? {};
  return /^\/exec\/\w+\/json$/.test(path) && calls.findIndex((call) => call.path === path) < index;
}

test.each([
  ['on', figures],
  ['off', withoutEngineExec],
] as const)('commands cost what the table says, engine-exec %s', async (variant, expected) => {
  const env = { ...counting.env, HOOK_FEATURE_ENGINE_EXEC: variant };
  const runner = createEcrRunner(environment, env);
  const costs: Record<string, Cost> = {};
  for (const [name, call] of calls) {
    counting.take();
    expect(await call(runner)).toMatchObject({ exitCode: 0 });
    costs[name] = costOf(counting.take());
  }
  const exact = (table: typeof figures) =>
    Object.entries(table).map(([name, { docker, hook }]) => ({ name, docker, hook }));
  expect(exact(costs)).toEqual(exact(expected));
  const above = Object.entries(costs).filter(
    ([name, { clients }]) => clients > (expected[name]?.clients ?? 0),
  );
  expect(above).toEqual([]);
});

test.each([
  ['on', figures, {}, 3],
  ['off', withoutEngineExec, { 'container inspect': 1 }, 0],
] as const)(
  'services in turn cost no look at the events or at what is not started yet, engine-exec %s',
  async (variant, usual, looks, requests) => {
    const env = { ...counting.env, HOOK_FEATURE_ENGINE_EXEC: variant };
    const runner = createEcrRunner(environment, { ...env, HOOK_SERVICE_STARTS: 'in-turn' });
    counting.take();
    expect(await runner.prepareJob({ container, services })).toMatchObject({ exitCode: 0 });
    const { docker, hook } = costOf(counting.take());
    const overlapping = usual['prepare_job with 3 services'];
    const { events, ...others } = { events: 0, ...overlapping?.docker };
    expect(events).toBe(variant === 'off' ? 1 : 0);
    expect(docker).toEqual({ ...others, ...looks });
    expect(hook).toBe((overlapping?.hook ?? 0) - requests);
    await runner.cleanupJob();
  },
);
