import { describe, expect, test } from '@jest/globals';
import type { ServiceStarts } from '../config.ts';
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
  serviceStarts?: ServiceStarts;
  /** Whether docker tells that a container joins a network: at once when it is asked to start it. */
  tells?: boolean;
  services?: readonly string[];
}

/** A job with three services; a docker for which the name of an image is the id of its container. */
function createJob(work: Work = {}) {
  const { pulls = {}, starts = {}, serviceStarts = 'in-turn', tells = true } = work;
  const { services = ['first', 'second', 'third'] } = work;
  const seen: string[] = [];
  const watches: { tell: (id: string) => void; signal: AbortSignal }[] = [];
  const docker = {
    create: ({ image }: ContainerSpec) => Promise.resolve(image),
    readFile: () => Promise.resolve(''),
    start: async (id: string) => {
      seen.push(`${id} starts`);
      if (tells) for (const { tell } of watches) tell(id);
      await (starts[id] ?? late)();
      seen.push(`${id} runs`);
    },
    watchConnections: (tell: (id: string) => void, signal: AbortSignal) => {
      watches.push({ tell, signal });
      return tells ? new Promise<void>(() => undefined) : Promise.reject(new Error('no events'));
    },
  };
  const features = allFeatures({ variant: 'on', reason: 'default' });
  const config = { network: 'ci', serviceStarts };
  const context = { config, features, docker, client: { architecture: 'x64' } };
  const ready = ({ image }: WantedImage) => pulls[image]?.() ?? Promise.resolve();
  const planned = (image: string) => ({ spec: { image }, image: { image } });
  const plan = { container: planned('job'), services: services.map(planned) };
  const halt = new AbortController();
  const run = () =>
    startContainers(
      plan as unknown as JobPlan,
      { ready, done: Promise.resolve() },
      {} as RegistryAccess,
      context as unknown as Parameters<typeof startContainers>[3],
      halt,
    );
  return { run, seen, halt, watches };
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

describe('overlapping', () => {
  const serviceStarts = 'overlapping';

  test('a service starts when the one before has its names, and all run at the end', async () => {
    const third = gate();
    const { run, seen, watches } = createJob({
      serviceStarts,
      starts: { first: () => third.opened, third: () => Promise.resolve(third.open()) },
    });
    expect(await run()).toMatchObject({ services: ['first', 'second', 'third'] });
    const ofServices = seen.filter(isOfService);
    const starts = ['first starts', 'second starts', 'third starts'];
    expect(ofServices.filter((line) => line.endsWith('starts'))).toEqual(starts);
    expect(ofServices.indexOf('third starts')).toBeLessThan(ofServices.indexOf('first runs'));
    expect(ofServices).toHaveLength(6);
    expect(watches.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  test('without word from docker each waits until the one before runs', async () => {
    const { run, seen } = createJob({ serviceStarts, tells: false });
    await run();
    expect(seen.filter(isOfService)).toEqual(
      ['first', 'second', 'third'].flatMap((id) => [`${id} starts`, `${id} runs`]),
    );
  });

  test.each(['first', 'second', 'third'])(
    'when %s does not start, its error is the one, and what is on its way is waited for',
    async (id) => {
      const failure = new Error('no');
      const refuse = async () => {
        await late();
        throw failure;
      };
      const { run, seen, halt, watches } = createJob({ serviceStarts, starts: { [id]: refuse } });
      await expect(run()).rejects.toBe(failure);
      expect(halt.signal.reason).toBe(failure);
      const started = seen.filter((line) => line.endsWith('starts'));
      expect(seen).toHaveLength(2 * started.length - 1);
      expect(watches.map(({ signal }) => signal.aborted)).toEqual([true]);
    },
  );

  test('a service that fails at once keeps the next ones from starting', async () => {
    const { run, seen } = createJob({
      serviceStarts,
      starts: { first: () => Promise.reject(new Error('no')) },
      pulls: { second: late },
    });
    await expect(run()).rejects.toThrow('no');
    expect(seen).not.toContain('second starts');
  });
});

test.each([
  { serviceStarts: 'in-turn', services: ['first', 'second'], watched: 0 },
  { serviceStarts: 'overlapping', services: ['first'], watched: 0 },
  { serviceStarts: 'overlapping', services: ['first', 'second'], watched: 1 },
] as const)('docker is asked only by who waits for it: %j', async ({ watched, ...work }) => {
  const { run, watches } = createJob(work);
  await run();
  expect(watches).toHaveLength(watched);
});
