import { expect, test } from '@jest/globals';
import { retry } from './retry.ts';

function failing(times: number) {
  let calls = 0;
  return {
    calls: () => calls,
    work: () => {
      calls += 1;
      return calls <= times
        ? Promise.reject(new Error(`no ${String(calls)}`))
        : Promise.resolve('yes');
    },
  };
}

const quick = { attempts: 3, baseDelay: 0, shouldRetry: () => true };

test('tries again until it works', async () => {
  const { work, calls } = failing(2);
  await expect(retry(work, quick)).resolves.toBe('yes');
  expect(calls()).toBe(3);
});

test('gives up after the last attempt with the last error', async () => {
  const { work, calls } = failing(9);
  await expect(retry(work, quick)).rejects.toThrow('no 3');
  expect(calls()).toBe(3);
});

test('does not try again what cannot succeed', async () => {
  const { work, calls } = failing(9);
  await expect(retry(work, { ...quick, shouldRetry: () => false })).rejects.toThrow('no 1');
  expect(calls()).toBe(1);
});

test('doubles the range of the pauses', async () => {
  const delays: number[] = [];
  const { work } = failing(2);
  const onRetry = (_error: unknown, delay: number) => delays.push(delay);
  await retry(work, { ...quick, baseDelay: 10, random: () => 0.5, onRetry });
  expect(delays).toEqual([5, 10]);
});

test('stops waiting when the step is cancelled', async () => {
  const controller = new AbortController();
  const onRetry = () => {
    controller.abort();
  };
  const options = { ...quick, baseDelay: 60_000, random: () => 1, onRetry };
  await expect(retry(failing(9).work, { ...options, signal: controller.signal })).rejects.toThrow(
    'aborted',
  );
});
