import type { Environment } from '../support/environment.ts';
import { ecr } from '../support/fixtures.ts';
import type { HookCall, Runner, WorkflowJob } from '../support/runner.ts';
import { readyLag } from './ready-lag.ts';
import { floorInOrder, inTurn, type Hook, type Subject } from './subject.ts';

/** One thing to measure: a call of the hook, and what has to be there for it. */
export interface BenchCase {
  name: string;
  title: string;
  /** How many times as long as the floor the hook may take. */
  target: number;
  /** Measured beside the floor; ours with other settings as installed. */
  beside?: readonly Hook[];
  /** Each request to a registry takes so much longer. */
  registryDelayMs?: number;
  /** Once, before the first and after the last round. */
  open?: (runner: Runner) => Promise<unknown>;
  close?: (runner: Runner) => Promise<unknown>;
  /** In each round, around what is measured. */
  before?: (runner: Runner) => Promise<unknown>;
  call: (runner: Runner) => Promise<HookCall>;
  after?: (runner: Runner) => Promise<unknown>;
  /** More figures, out of what is there before `after`. */
  facts?: (call: HookCall, subject: Subject, environment: Environment) => Promise<Facts>;
}

export type Facts = Readonly<Record<string, number>>;

/** Registry hosts: ECR behind a credential helper, or one that is open to everybody. */
export const hosts = { ecr, open: 'registry.example.com' } as const;

const outputLines = 200_000;

/** Milliseconds until a service of the benchmark is healthy, and between two of docker's probes. */
const [readyAfterMs, probeIntervalMs] = [1500, 500];

/** Puts the images of all cases into a registry. */
export async function seedImages(environment: Environment, host: string): Promise<void> {
  const server = { cmd: ['sh', '-c', 'echo ready; exec sleep 1000'] };
  await environment.seedImage([`${host}/octo/app:1`]);
  for (const name of ['redis', 'postgres', 'mongo']) {
    // An image each: of equal ones the daemon would ask for one.
    await environment.seedImage([`${host}/octo/${name}:1`], { ...server, labels: { name } });
  }
  for (const name of ['broker', 'search']) {
    await environment.seedImage([`${host}/octo/${name}:1`], {
      cmd: ['sh', '-c', `sleep ${String(readyAfterMs / 1000)}; echo >/ready; exec sleep 1000`],
      labels: { name },
      healthcheck: {
        test: ['CMD', 'test', '-e', '/ready'],
        intervalMs: probeIntervalMs,
        retries: 20,
      },
    });
  }
}

export function benchCases(host: string): BenchCase[] {
  const image = (name: string) => `${host}/octo/${name}:1`;
  const container = { image: image('app'), env: { GREETING: 'hello' } };
  const services = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { image: image(name) }]));
  const threeServices = {
    ...services('postgres', 'mongo'),
    redis: { image: image('redis'), ports: [6379] },
  };
  const alone = { container };
  const withServices = { container, services: threeServices };
  const target = 1.1;
  // What takes long in docker leaves less room above it.
  const tight = 1.05;
  return [
    {
      name: 'script-step',
      title: 'script step',
      target,
      ...inside(alone),
      call: (runner) => runner.runScript('echo hello'),
    },
    {
      name: 'script-step-path',
      title: 'script step with GITHUB_PATH entries',
      target,
      open: async (runner) => {
        await prepare(runner, alone);
        const entries = ['/opt/one/bin', '/opt/two/bin'].map((path) => `echo ${path}`).join('; ');
        await runner.runScript(`{ ${entries}; } >> "$GITHUB_PATH"`);
      },
      close: cleanup,
      call: (runner) => runner.runScript('echo "$PATH"'),
    },
    {
      name: 'output',
      title: 'script step, 200,000 lines',
      target: 1,
      ...inside(alone),
      call: (runner) => runner.runScript(`seq ${String(outputLines)}`),
      facts: async (_call, { output }) => ({ 'lines lost': outputLines - output.lines }),
    },
    { name: 'prepare', title: 'prepare: job container', target, ...prepares(alone) },
    {
      name: 'prepare-services',
      title: 'prepare: job + 3 services',
      target,
      ...prepares(withServices),
      beside: [inTurn, floorInOrder],
    },
    {
      name: 'prepare-latency',
      title: 'prepare: the same, registry 100 ms away',
      target,
      ...prepares(withServices),
      registryDelayMs: 100,
      beside: [inTurn, floorInOrder],
    },
    {
      name: 'prepare-health',
      title: 'prepare: job + 2 services with health checks',
      target: tight,
      ...prepares({ container, services: services('broker', 'search') }),
      facts: readyLag,
      beside: [inTurn, floorInOrder],
    },
    {
      name: 'container-action',
      title: 'container action',
      target: tight,
      ...inside(alone),
      call: (runner) =>
        runner.runContainerAction({ image: container.image, entrypoint: 'sh', args: '-c env' }),
    },
    { name: 'cleanup', title: 'cleanup: 1 container', target: tight, ...cleansUp(alone) },
    {
      name: 'cleanup-services',
      title: 'cleanup: 4 containers',
      target: tight,
      ...cleansUp(withServices),
    },
  ];
}

/** Steps of one job. */
function inside(job: WorkflowJob): Pick<BenchCase, 'open' | 'close'> {
  return { open: (runner) => prepare(runner, job), close: cleanup };
}

/** A job in each round; once more at first, so that the images are there. */
function prepares(job: WorkflowJob): Pick<BenchCase, 'open' | 'call' | 'after'> {
  const open = (runner: Runner) => prepare(runner, job).then(() => cleanup(runner));
  return { open, call: (runner) => runner.prepareJob(job), after: cleanup };
}

function cleansUp(job: WorkflowJob): Pick<BenchCase, 'before' | 'call'> {
  return { before: (runner) => prepare(runner, job), call: (runner) => runner.cleanupJob() };
}

async function prepare(runner: Runner, job: WorkflowJob): Promise<void> {
  assertSucceeded(await runner.prepareJob(job));
}

async function cleanup(runner: Runner): Promise<void> {
  assertSucceeded(await runner.cleanupJob());
}

/** @throws with what the hook said */
export function assertSucceeded({ exitCode, stdout, stderr }: HookCall): void {
  if (exitCode === 0) return;
  throw new Error(`It ended with exit code ${String(exitCode)}: ${`${stdout}${stderr}`.trim()}`);
}
