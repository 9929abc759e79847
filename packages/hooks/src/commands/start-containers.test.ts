import { expect, test } from '@jest/globals';
import { createStartJob, gate, isOfService, late } from '../../test/start-job.ts';

test('services start in the order of the request, each when the one before runs', async () => {
  const { run, seen } = createStartJob({ pulls: { first: late } });
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
  const { run, seen } = createStartJob({
    pulls: { job: () => third.opened },
    starts: { third: () => Promise.resolve(third.open()) },
  });
  await run();
  expect(seen.slice(-2)).toEqual(['job starts', 'job runs']);
});

test('the job container does not wait for services, nor for their images', async () => {
  const job = gate();
  const { run, seen } = createStartJob({
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
    const { run, seen, halt } = createStartJob({
      starts: { [id]: () => Promise.reject(failure), second: () => Promise.resolve() },
    });
    await expect(run()).rejects.toBe(failure);
    expect(halt.signal.reason).toBe(failure);
    const starts = (lines: string[]) => lines.filter((line) => line.endsWith('starts'));
    expect(starts(seen)).not.toContain('second starts');
    expect(seen).toHaveLength(2 * starts(seen).length - 1);
  },
);
