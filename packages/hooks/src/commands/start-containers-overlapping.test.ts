import { expect, test } from '@jest/globals';
import { createStartJob, gate, isOfService, late } from '../../test/start-job.ts';

const serviceStarts = 'overlapping';
const later = () => late().then(late);

test('a service starts when the one before has its names, and all run at the end', async () => {
  const third = gate();
  const { run, seen, watches } = createStartJob({
    serviceStarts,
    starts: { first: () => third.opened, third: () => Promise.resolve(third.open()) },
  });
  expect(await run()).toMatchObject({ services: ['first', 'second', 'third'] });
  const ofServices = seen.filter(isOfService);
  const starts = ['first starts', 'second starts', 'third starts'];
  expect(ofServices.filter((line) => line.endsWith('starts'))).toEqual(starts);
  expect(ofServices.indexOf('third starts')).toBeLessThan(ofServices.indexOf('first runs'));
  expect(ofServices).toHaveLength(6);
  expect(watches).toMatchObject([{ network: 'ci', signal: { aborted: true } }]);
});

test('a service that names others waits until they run, and the next one for its names', async () => {
  const asks = { third: 'http://first:80' };
  const { run, seen } = createStartJob({
    serviceStarts,
    services: ['first', 'second', 'third', 'fourth'],
    starts: { first: later },
    asks,
  });
  await run();
  const ofServices = seen.filter(isOfService);
  expect(ofServices.indexOf('second starts')).toBeLessThan(ofServices.indexOf('first runs'));
  expect(ofServices.indexOf('first runs')).toBeLessThan(ofServices.indexOf('third starts'));
  expect(ofServices.indexOf('third starts')).toBeLessThan(ofServices.indexOf('fourth starts'));
  expect(ofServices.indexOf('fourth starts')).toBeLessThan(ofServices.indexOf('third runs'));
});

test('one that needs a service that does not start does not start, either', async () => {
  const refuse = () => late().then(() => Promise.reject(new Error('no')));
  const { run, seen } = createStartJob({
    serviceStarts,
    starts: { first: refuse },
    asks: { third: 'first' },
  });
  await expect(run()).rejects.toThrow('no');
  expect(seen).not.toContain('third starts');
});

test('one that cannot be looked at fails the job, and does not start', async () => {
  const failure = new Error('no answer');
  const { run, seen, halt } = createStartJob({ serviceStarts, unseen: { second: failure } });
  await expect(run()).rejects.toBe(failure);
  expect(halt.signal.reason).toBe(failure);
  expect(seen).not.toContain('second starts');
  expect(seen).not.toContain('third starts');
});

test('at most four start at once, in their order', async () => {
  const services = Array.from({ length: 9 }, (_, index) => `s${String(index)}`);
  const { run, seen } = createStartJob({ serviceStarts, services });
  await run();
  const lines = seen.filter(isOfService);
  const starts = lines.filter((line) => line.endsWith('starts'));
  expect(starts).toEqual(services.map((id) => `${id} starts`));
  const running = lines.map((_, index) => {
    const until = lines.slice(0, index + 1);
    return 2 * until.filter((line) => line.endsWith('starts')).length - until.length;
  });
  expect(Math.max(...running)).toBe(4);
});

test('one that waits for its turn does not start after a failure', async () => {
  const { run, seen } = createStartJob({
    serviceStarts,
    services: ['a', 'b', 'c', 'd', 'e'],
    starts: {
      a: () => late().then(() => Promise.reject(new Error('no'))),
      b: later,
      c: later,
      d: later,
    },
  });
  await expect(run()).rejects.toThrow('no');
  expect(seen.filter(isOfService)).toEqual(
    expect.arrayContaining(['d starts', 'b runs', 'c runs', 'd runs']),
  );
  expect(seen).not.toContain('e starts');
});

test('without word from docker each waits until the one before runs', async () => {
  const { run, seen, debug } = createStartJob({ serviceStarts, tells: false });
  await run();
  expect(debug).toEqual([
    'docker no longer tells when services have their names, so they start in turn: no events',
  ]);
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
    const { run, seen, halt, watches } = createStartJob({
      serviceStarts,
      starts: { [id]: refuse },
    });
    await expect(run()).rejects.toBe(failure);
    expect(halt.signal.reason).toBe(failure);
    const started = seen.filter((line) => line.endsWith('starts'));
    expect(seen).toHaveLength(2 * started.length - 1);
    expect(watches.map(({ signal }) => signal.aborted)).toEqual([true]);
  },
);

test('a service that fails at once keeps the next ones from starting', async () => {
  const { run, seen } = createStartJob({
    serviceStarts,
    starts: { first: () => Promise.reject(new Error('no')) },
    pulls: { second: late },
  });
  await expect(run()).rejects.toThrow('no');
  expect(seen).not.toContain('second starts');
});

test('a start that fails late ends the wait for an image that is still pulled', async () => {
  const failure = new Error('no');
  const refuse = async () => {
    await late();
    throw failure;
  };
  const { run, halt } = createStartJob({
    serviceStarts: 'overlapping',
    starts: { first: refuse },
    pulls: { third: () => new Promise<void>(() => undefined) },
  });
  await expect(run()).rejects.toBe(failure);
  expect(halt.signal.reason).toBe(failure);
});

test.each([
  { serviceStarts: 'in-turn', services: ['first', 'second'], watched: 0 },
  { serviceStarts: 'overlapping', parallelPulls: 'off', services: ['first', 'second'], watched: 0 },
  { serviceStarts: 'overlapping', services: ['first'], watched: 0 },
  { serviceStarts: 'overlapping', services: ['first', 'second'], watched: 1 },
] as const)('docker is asked only by who waits for it: %j', async ({ watched, ...work }) => {
  const { run, watches } = createStartJob(work);
  await run();
  expect(watches).toHaveLength(watched);
});
