import { expect, test } from '@jest/globals';
import type { Figures } from '../../soak/tally.ts';
import type { Found } from './findings.ts';
import { plant } from './planted.ts';
import { watchSecrets, type WatchedSecrets } from './watch-secrets.ts';

function watching(scan: () => Promise<Found>): WatchedSecrets & { counted: Figures[] } {
  const counted: Figures[] = [];
  const scanner = { scan, watch: async () => undefined };
  return { ...watchSecrets(scanner, (figures) => counted.push(figures)), counted };
}
const nothing = async () => ({ leaks: [], inputs: 5 });
const stop = async () => undefined;

test('an environment with a leak ends, and then throws: what and where, not the value', async () => {
  const { secrets, end, counted } = watching(nothing);
  const secret = plant('registry password');
  secrets.look({ in: 'output', of: 'prepare_job' }, `fine\n::debug::${secret}`);
  let stopped = false;
  const failure = await end(async () => void (stopped = true)).catch(String);
  expect(failure).toContain('registry password: in the output, line 2, of prepare_job');
  expect(failure).not.toContain(secret);
  expect(stopped).toBe(true);
  expect(counted).toEqual([{ inputs: 7, leaks: 1 }]);
});

test('what the scanner inside finds counts as well', async () => {
  const { end } = watching(async () => ({ leaks: ['ECR token: in the file'], inputs: 1 }));
  await expect(end(stop)).rejects.toThrow('ECR token: in the file');
});

test('an environment without a leak ends', async () => {
  const { secrets, end, counted } = watching(nothing);
  secrets.look({ in: 'response', of: 'prepare_job' }, '{}');
  await end(stop);
  expect(counted).toEqual([{ inputs: 6, leaks: 0 }]);
});

test('what a test has asked for is no reason to fail later', async () => {
  const { secrets, end } = watching(nothing);
  secrets.look({ in: 'response', of: 'prepare_job' }, plant('job token'));
  expect(await secrets.takeLeaks()).toEqual(['job token: in the response, line 1, of prepare_job']);
  await end(stop);
});

test('an environment that a test has killed is judged by what was seen outside', async () => {
  const { secrets, end } = watching(() => Promise.reject(new Error('it has ended')));
  secrets.look({ in: 'output', of: 'prepare_job' }, plant('job token'));
  await expect(end(stop)).rejects.toThrow('job token: in the output, line 1, of prepare_job');
});
