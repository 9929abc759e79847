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

const quick = { within: 1000, baseDelay: 0, maxDelay: 0, shouldRetry: () => true };

/** A clock that a failing attempt moves on by so many milliseconds. */
function clock(step: number) {
  let time = 0;
  return () => (time += step);
}

test('tries again until it works', async () => {
  const { work, calls } = failing(2);
  await expect(retry(work, quick)).resolves.toBe('yes');
  expect(calls()).toBe(3);
});

test('gives up when the time since the first failure is up, with the last error', async () => {
  const { work, calls } = failing(9);
  await expect(retry(work, { ...quick, now: clock(300) })).rejects.toThrow('no 4');
  expect(calls()).toBe(4);
});

test('does not begin a pause that ends too late', async () => {
  const { work, calls } = failing(9);
  const options = { ...quick, baseDelay: 2000, maxDelay: 2000, random: () => 0.9 };
  await expect(retry(work, options)).rejects.toThrow('no 1');
  expect(calls()).toBe(1);
});

test('does not try again what cannot succeed', async () => {
  const { work, calls } = failing(9);
  await expect(retry(work, { ...quick, shouldRetry: () => false })).rejects.toThrow('no 1');
  expect(calls()).toBe(1);
});

test('doubles the range of the pauses up to a limit', async () => {
  const delays: number[] = [];
  const { work } = failing(4);
  const onRetry = (_error: unknown, delay: number) => delays.push(delay);
  await retry(work, { ...quick, baseDelay: 10, maxDelay: 25, random: () => 0.5, onRetry });
  expect(delays).toEqual([5, 10, 13, 13]);
});

test('stops waiting when the step is cancelled', async () => {
  const controller = new AbortController();
  const onRetry = () => {
    controller.abort();
  };
  const options = { within: 9e9, baseDelay: 60_000, maxDelay: 60_000, random: () => 1, onRetry };
  const { signal } = controller;
  await expect(
    retry(failing(9).work, { ...options, shouldRetry: () => true, signal }),
  ).rejects.toThrow('aborted');
});
