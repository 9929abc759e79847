import { expect, test } from '@jest/globals';
import type { ContainerSpec } from '../docker/args.ts';
import type { RegistryAccess } from '../registry/access.ts';
import type { WantedImage } from '../registry/wanted-image.ts';
import { allFeatures } from '../rollout/overrides.ts';
import type { JobPlan } from './plan-job.ts';
import { startContainers } from './start-containers.ts';

/** What waits for `opened` goes on when somebody calls `open`. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

const late = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

interface Work {
  /** What the pull of an image, or the start of its container, comes to. */
  pulls?: Readonly<Record<string, () => Promise<void>>>;
  starts?: Readonly<Record<string, () => Promise<void>>>;
}

/** A job with three services; a docker for which the name of an image is the id of its container. */
function createJob({ pulls = {}, starts = {} }: Work = {}) {
  const seen: string[] = [];
  const docker = {
    create: ({ image }: ContainerSpec) => Promise.resolve(image),
    readFile: () => Promise.resolve(''),
    start: async (id: string) => {
      seen.push(`${id} starts`);
      await (starts[id] ?? late)();
      seen.push(`${id} runs`);
    },
  };
  const features = allFeatures({ variant: 'on', reason: 'default' });
  const context = { config: { network: 'ci' }, features, docker, client: { architecture: 'x64' } };
  const ready = ({ image }: WantedImage) => pulls[image]?.() ?? Promise.resolve();
  const planned = (image: string) => ({ spec: { image }, image: { image } });
  const plan = { container: planned('job'), services: ['first', 'second', 'third'].map(planned) };
  const halt = new AbortController();
  const run = () =>
    startContainers(
      plan as unknown as JobPlan,
      { ready, done: Promise.resolve() },
      {} as RegistryAccess,
      context as unknown as Parameters<typeof startContainers>[3],
      halt,
    );
  return { run, seen, halt };
}

const isOfService = (line: string) => !line.startsWith('job ');

test('services start in the order of the request, each when the one before runs', async () => {
  const { run, seen } = createJob({ pulls: { first: late } });
  expect(await run()).toEqual({
    job: { id: 'job', isAlpine: false },
    services: ['first', 'second', 'third'],
  });
  expect(seen.filter(isOfService)).toEqual(
    ['first', 'second', 'third'].flatMap((id) => [`${id} starts`, `${id} runs`]),
  );
});

test('services do not wait for the job container, nor for its image', async () => {
  const third = gate();
  const { run, seen } = createJob({
    pulls: { job: () => third.opened },
    starts: { third: () => Promise.resolve(third.open()) },
  });
  await run();
  expect(seen.slice(-2)).toEqual(['job starts', 'job runs']);
});

test('the job container does not wait for services, nor for their images', async () => {
  const job = gate();
  const { run, seen } = createJob({
    pulls: { first: () => job.opened },
    starts: { job: () => Promise.resolve(job.open()) },
  });
  await run();
  expect(seen[0]).toBe('job starts');
});

test.each(['job', 'first'])(
  'when %s does not start, no other does, and what is on its way is waited for',
  async (id) => {
    const failure = new Error('no');
    const { run, seen, halt } = createJob({
      starts: { [id]: () => Promise.reject(failure), second: () => Promise.resolve() },
    });
    await expect(run()).rejects.toBe(failure);
    expect(halt.signal.reason).toBe(failure);
    const starts = (lines: string[]) => lines.filter((line) => line.endsWith('starts'));
    expect(starts(seen)).not.toContain('second starts');
    expect(seen).toHaveLength(2 * starts(seen).length - 1);
  },
);
