import { expect, test } from '@jest/globals';
import { containerName, jobLabels, networkName, runnerFilter, titleText } from './names.ts';

const identity = {
  runnerName: 'runner-1',
  tempDirectory: '/home/runner/_work/_temp',
  runId: '42',
  runAttempt: '2',
  jobId: 'build',
};

test('labels tell the runner and the job', () => {
  expect(jobLabels(identity, 'service')).toEqual({
    'ecr-runner-hooks.runner': 'runner-1:/home/runner/_work',
    'ecr-runner-hooks.job': '42-2-build',
    'ecr-runner-hooks.role': 'service',
  });
});

test('two runners with one name, or one folder with two names, have labels of their own', () => {
  const filters = [
    identity,
    { ...identity, runnerName: 'runner-2' },
    { ...identity, tempDirectory: '/home/other/_work/_temp' },
    { ...identity, runnerName: 'runner-1:/home', tempDirectory: '/runner/_work/_temp' },
    { ...identity, runnerName: 'runner-1%3A/home', tempDirectory: '/runner/_work/_temp' },
  ].map(runnerFilter);
  expect(new Set(filters).size).toBe(5);
  expect(runnerFilter({ ...identity, runId: '43' })).toBe(filters[0]);
});

test('the label of a runner is one line without spaces, whatever it is called', () => {
  const odd = { ...identity, runnerName: 'a b\n"ü', tempDirectory: '/home/a b/_work\n/_temp' };
  expect(runnerFilter(odd)).toBe('ecr-runner-hooks.runner=a%20b%0A%22%C3%BC:/home/a%20b/_work%0A');
  const half = { ...identity, runnerName: 'a\uD800', tempDirectory: '/\uDC00/_temp' };
  expect(runnerFilter(half)).toBe('ecr-runner-hooks.runner=a%EF%BF%BD:/%EF%BF%BD');
});

test.each([
  ['job', 'ghcr.io/octo/build:1', /^job_ghcr\.io_octo_build_1_[0-9a-f]{32}$/],
  ['-- ü', 'x', /^[A-Za-z0-9][\w.-]+$/],
  ['x'.repeat(500), 'y', /^[\w.-]{1,120}$/],
])('makes a name that docker takes of %s and %s', (prefix, image, pattern) => {
  expect(containerName(prefix, image)).toMatch(pattern);
});

test('names are never taken twice', () => {
  const names = Array.from({ length: 10_000 }, networkName);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^github_network_[0-9a-f]{32}$/.test(name))).toEqual([]);
});

test('a title is one line, so that a list of containers cannot be forged', () => {
  expect(titleText('redis')).toBe('redis');
  expect(titleText('x\n0123456789ab other\r\u2028')).toBe('x 0123456789ab other ');
  const changed = Array.from({ length: 2 ** 16 }, (_, code) => String.fromCharCode(code)).filter(
    (character) => titleText(character) !== character,
  );
  expect(changed.every((character) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(character))).toBe(true);
  expect(changed).toHaveLength(67);
});
