import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { benchHelp, parseOptions } from './options.ts';

const known = { cases: ['prepare', 'cleanup'], growth: ['services'] };

test('everything is measured unless a case is named', () => {
  expect(parseOptions([], known)).toMatchObject({ cases: [], rounds: 20, isGrowth: false });
  expect(parseOptions(['--case', 'cleanup'], known)).toMatchObject({ cases: ['cleanup'] });
  expect(parseOptions(['--growth', '--case', 'services'], known)).toMatchObject({ isGrowth: true });
});

test('other hooks: one without a feature, and one at a path', () => {
  const path = fileURLToPath(import.meta.url);
  const options = parseOptions(['--vs', path, '--off', 'engine-exec'], known);
  expect(options).toMatchObject({
    others: [
      { name: 'hook, engine-exec off', env: { HOOK_FEATURE_ENGINE_EXEC: 'off' } },
      { name: path, program: path },
    ],
  });
});

test('our hook without its code cache is the one that was built', () => {
  const { others } = parseOptions(['--not-compiled'], known);
  expect(others).toEqual([
    {
      isOurs: true,
      name: 'hook, not compiled',
      program: expect.stringMatching(/hooks\/dist\/index\.js$/) as unknown,
    },
  ]);
});

test.each([
  [['--case', 'services'], 'There is no case services; these are: prepare, cleanup.'],
  [['--growth', '--case', 'cleanup'], 'There is no case cleanup; these are: services.'],
  [['--rounds', '0'], '--rounds is not a whole number from 1 to 9999: 0'],
  [['--vs', '/no/such.js'], 'There is no hook at /no/such.js.'],
  [['--off', 'speed'], 'There is no feature speed; these are: credential-helper, '],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args, known)).toThrow(message);
});

test('help names every case', () => {
  expect(benchHelp(known.cases, known.growth)).toMatch(
    / {2}prepare\n {2}cleanup\n[^]* {2}services\n/,
  );
});
