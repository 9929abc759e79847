import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matchesWildcard } from './wildcard.ts';

test.each([
  ['main', 'main', true],
  ['Octo/App', 'octo/app', true],
  ['main', 'mainline', false],
  ['*', '', true],
  ['octo/*', 'octo/app', true],
  ['octo/*', 'octopus/app', false],
  ['*-canary', 'ci-7-canary', true],
  ['ci-*-canary', 'ci-canary', false],
  ['a*a', 'a', false],
  ['*b*a*', 'ab', false],
  ['refs/heads/release/*', 'refs/heads/release/2026/11', true],
  ['release.1', 'releaseX1', false],
  ['[a-z]+', 'abc', false],
])('the pattern %s fits %s: %s', (pattern, text, fits) => {
  expect(matchesWildcard(pattern, text)).toBe(fits);
});

test('any text fits what is made of it by putting * in place of parts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-c/]*$/), { minLength: 1 }),
      fc.nat(),
      (parts, odd) => {
        const pattern = parts.map((part, index) => (index % 2 === odd % 2 ? '*' : part)).join('');
        expect(matchesWildcard(pattern, parts.join(''))).toBe(true);
      },
    ),
  );
});

test('says the same as a regular expression', () => {
  const word = fc.stringMatching(/^[ab*]{0,8}$/);
  fc.assert(
    fc.property(word, fc.stringMatching(/^[ab]{0,10}$/), (pattern, text) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
      expect(matchesWildcard(pattern, text)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('a hostile name does not make it slow', () => {
  expect(matchesWildcard(`${'a*'.repeat(200)}b`, 'a'.repeat(100_000))).toBe(false);
});
