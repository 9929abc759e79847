import { afterAll, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromJSONSchema } from 'zod';
import { createBench, readRequest } from '../support.ts';
import { todaysSchema, todaysState } from './todays-state.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const released = readdirSync(new URL('.', import.meta.url)).flatMap(
  (name) => /^(\d+\.\d+\.\d+)\.json$/.exec(name)?.[1] ?? [],
);
const read = (name: string) => {
  const file = new URL(`${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
};
const schemaOf = (release: string) =>
  fromJSONSchema(read(`${release}.schema`) as Parameters<typeof fromJSONSchema>[0]);

const { args } = readRequest('prepare_job') as unknown as { args: Record<string, object> };
const jobs: [string, object][] = [
  ['a container and services', args],
  ['a container', { container: args['container'] }],
  ['services', { services: args['services'] }],
  ['no containers, should the runner ask', {}],
];

test('next.json and next.schema.json are up to date (else: npm run states)', async () => {
  expect(read('next')).toEqual(await todaysState());
  expect(read('next.schema')).toEqual(todaysSchema());
});

test('the last release has left its state', () => {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  expect(released).toContain(version);
});

test.each([...released, 'next', 'github-hook'])(
  'a job that %s has prepared goes on with this release',
  async (name) => {
    const before = read(name);
    const remembered = before['clientPath'] === undefined ? {} : { clientPath: bench.env['PATH'] };
    const state = { ...before, ...remembered };
    const env = { PATH: `/added/by/a/step:${bench.env['PATH'] ?? ''}` };

    const step = await bench.play({ ...readRequest('run_script_step'), state }, { env });
    expect(step).toMatchObject({ exitCode: 0, output: '', calls: [{ program: 'docker' }] });
    const [exec] = step.calls;
    const argv = exec?.argv ?? [];
    expect(argv[argv.indexOf('--') + 1]).toBe(before['container']);
    const path =
      before['imagePath'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    expect(exec?.envFile).toContain(`PATH=/root/.local/bin:/opt/tool/bin:${String(path)}`);
    expect(exec?.env['PATH']).toBe(remembered.clientPath ?? env.PATH);

    const action = await bench.play({ ...readRequest('run_container_step.image'), state }, { env });
    expect(action.exitCode).toBe(0);
    const run = action.calls.find((call) => call.argv[0] === 'run')?.argv ?? [];
    expect(run[run.indexOf('--network') + 1]).toBe(before['network']);
  },
);

test.each(
  released.flatMap((release) => jobs.map(([what, given]) => [release, what, given] as const)),
)('%s takes the state of a job with %s', async (release, _what, given) => {
  const { response } = await bench.play({ command: 'prepare_job', args: given, state: null });
  const { state } = response as { state: object };
  const schema = schemaOf(release);
  expect(schema.safeParse(state).error).toBeUndefined();
  // It does say no.
  expect(schema.safeParse({ ...state, version: 99 }).success).toBe(false);
  expect(schema.safeParse({ ...state, services: [7] }).success).toBe(false);
});

test.each([...released, 'github-hook'])(
  '%s finds all it knows in a state of today',
  async (name) => {
    expect(Object.keys(await todaysState())).toEqual(
      expect.arrayContaining(Object.keys(read(name))),
    );
  },
);

test('a job keeps the features of its state; what that lacks is decided by this release', async () => {
  const directory = join(bench.directory, 'events');
  const env = {
    HOOK_EVENT_LOG: directory,
    HOOK_FEATURE_SERVICE_NAMES: 'off',
    HOOK_FEATURE_DEFAULT: 'on',
  };
  const features = {
    'pull-policy': { variant: 'off', reason: 'rollout file' },
    'time-travel': { variant: 'on', reason: 'of a newer release' },
  };
  const state = { ...read('0.1.0'), clientPath: bench.env['PATH'], features };
  await bench.play({ ...readRequest('run_script_step'), state }, { env });
  const line = readFileSync(join(directory, 'hook-events-000001.jsonl'), 'utf8');
  const decided = (JSON.parse(line) as { features: Record<string, unknown> }).features;
  expect(decided).toMatchObject({
    'pull-policy': features['pull-policy'],
    'service-names': { variant: 'off', reason: 'HOOK_FEATURE variable' },
    'engine-exec': { variant: 'on', reason: 'default' },
  });
  expect(decided).not.toHaveProperty('time-travel');
});
