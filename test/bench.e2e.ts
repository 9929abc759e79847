import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { benchCases, hosts, seedImages, type BenchCase } from './bench/cases.ts';
import { measureGrowth } from './bench/growth.ts';
import { growths } from './bench/growths.ts';
import { describeMachine, machineText } from './bench/machine.ts';
import { measureCase } from './bench/measure-case.ts';
import { createSubject, floor, ours } from './bench/subject.ts';
import { startEnvironment, type Environment } from './support/environment.ts';

const host = hosts.open;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ watchesSecrets: false });
  await seedImages(environment, host);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function caseOf(wanted: string): BenchCase {
  const found = benchCases(host).find(({ name }) => name === wanted);
  if (!found) throw new Error(`There is no case ${wanted}.`);
  return found;
}

const options = { rounds: 2, onRound: () => undefined };
const withoutExec = { name: 'by docker', env: { HOOK_FEATURE_ENGINE_EXEC: 'off' } };

test('measures time, CPU, memory and counts of hooks beside the floor, and counts lines', async () => {
  const hooks = [ours, floor, withoutExec];
  const { hooks: results } = await measureCase(environment, caseOf('output'), hooks, options);
  expect(results).toMatchObject([
    { hook: 'hook', dockerProcesses: 0, engineCalls: { client: 0 }, facts: { 'lines lost': 0 } },
    { hook: 'floor', dockerProcesses: 0, engineCalls: { client: 0 }, facts: { 'lines lost': 0 } },
    { hook: 'by docker', dockerProcesses: 1, engineCalls: { hook: 0 } },
  ]);
  for (const { ms, cpuMs, peakMiB, engineCalls } of results) {
    expect(ms.p10).toBeGreaterThan(0);
    expect(ms.p90).toBeGreaterThanOrEqual(ms.p10);
    expect(cpuMs).toBeGreaterThan(1);
    // An empty node has more than the one, and no hook more than the other.
    expect(peakMiB).toBeGreaterThan(20);
    expect(peakMiB).toBeLessThan(400);
    expect(engineCalls.client + engineCalls.hook).toBeGreaterThanOrEqual(3);
  }
  expect(results.map(({ ratio }) => typeof ratio)).toEqual(['number', 'undefined', 'number']);
});

test('tells how long after docker called the last service healthy a job is ready', async () => {
  const { call, facts } = caseOf('prepare-health');
  const subject = createSubject(environment, ours);
  const made = await call(subject.runner);
  const found = await facts?.(made, subject, environment);
  await subject.runner.cleanupJob();
  const lag = found?.['ms after docker’s verdict'];
  expect(lag).toBeGreaterThan(0);
  expect(lag).toBeLessThan(made.times?.ms ?? 0);
});

test('refuses to compare what has different effects', async () => {
  let calls = 0;
  const changing: BenchCase = {
    ...caseOf('script-step'),
    call: (runner) => runner.runScript(`echo call ${String((calls += 1))}`),
  };
  await expect(measureCase(environment, changing, [ours, floor], options)).rejects.toThrow(
    'comparing them says nothing:\n- /written/0 "call 1"\n+ /written/0 "call 2"',
  );
});

test('a hook that fails ends the measurement with its words', async () => {
  const failing: BenchCase = {
    ...caseOf('script-step'),
    call: (runner) => runner.runScript('exit 3'),
  };
  await expect(measureCase(environment, failing, [ours, floor], options)).rejects.toThrow(
    'It ended with exit code 3',
  );
});

test('measures growth, of several runners at once, too', async () => {
  for (const name of ['output', 'runners']) {
    const growth = growths(host).find((each) => each.name === name);
    if (!growth) throw new Error(`Nothing grows by the name ${name}.`);
    const small = { ...growth, sizes: growth.sizes.slice(0, 2) };
    const { points } = await measureGrowth(environment, small, [ours], { ...options, rounds: 1 });
    expect(points.map(({ size }) => size)).toEqual(small.sizes);
    for (const { ms, peakMiB } of points) {
      expect(ms).toBeGreaterThan(0);
      expect(peakMiB).toBeGreaterThan(20);
    }
  }
});

test('says what was measured on without a word about whose machine it is', async () => {
  const machine = await describeMachine(environment);
  expect(machineText(machine)).toMatch(
    /^\d+ processors, \d+ GiB of memory, Linux; node 20\.[\d.]+, docker client [\w.+~-]+, docker daemon [\w.+~-]+ \(overlay2,/,
  );
});
