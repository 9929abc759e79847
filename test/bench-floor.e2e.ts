import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { benchCases, hosts, seedImages } from './bench/cases.ts';
import { effectsOf } from './bench/effects.ts';
import { floor, ours } from './bench/subject.ts';
import { startEnvironment, type Environment } from './support/environment.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ watchesSecrets: false });
  await seedImages(environment, hosts.ecr);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** A slow registry changes no effect. */
const cases = benchCases(hosts.ecr).filter(({ registryDelayMs }) => registryDelayMs === undefined);

test.each(cases.map((each) => [each.name, each] as const))(
  'the floor of the benchmark has the effect of the hook: %s',
  async (_name, benchCase) => {
    const effects = await effectsOf(environment, benchCase, ours);
    expect(effects).toMatchObject({ exitCode: 0 });
    expect(await effectsOf(environment, benchCase, floor)).toEqual(effects);
  },
);

test('a step on the floor has the environment and the exit code of one by the hook', async () => {
  const script = 'env; pwd; echo problem >&2; exit 7';
  const step: Parameters<typeof effectsOf>[1] = {
    ...benchCases(hosts.ecr).find(({ name }) => name === 'script-step'),
    call: (runner) => runner.runScript(script, { env: { COLOUR: 'blue and green' } }),
  };
  const effects = await effectsOf(environment, step, ours);
  expect(effects).toMatchObject({ exitCode: 7 });
  expect(await effectsOf(environment, step, floor)).toEqual(effects);
});
