import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addUp,
  keepFigures,
  keptFigures,
  suitesIn,
  withFigures,
  type SuiteResult,
} from './full-figures.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figures-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const day = 86_400_000;

function result(name: string, changed: Partial<SuiteResult> = {}): SuiteResult {
  return {
    testFilePath: `/any/test/soak/${name}`,
    perfStats: { start: day, end: day + 90_000 },
    numPassingTests: 4,
    numFailingTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...changed,
  };
}

const counts = [
  { subject: 'faults', suite: 'one.e2e.ts', faults: 2 },
  { subject: 'faults', suite: 'two.test.ts', faults: 3 },
];

test('suites are what jest runs here', () => {
  for (const name of ['one.e2e.ts', 'two.test.ts', 'tally.ts', 'figures.js'])
    writeFileSync(join(folder, name), '');
  expect(suitesIn(folder).sort()).toEqual(['one.e2e.ts', 'two.test.ts']);
});

test('keeps what each suite counted, until all have', () => {
  keepFigures(folder, [result('one.e2e.ts')], counts);
  expect(keptFigures(folder, ['one.e2e.ts', 'two.test.ts'])).toEqual({
    missing: ['two.test.ts'],
    kept: [{ start: day, end: day + 90_000, tests: 4, sums: { faults: { faults: 2 } } }],
  });
  const later = { start: 2 * day, end: 2 * day + 30_000 };
  keepFigures(folder, [result('two.test.ts', { perfStats: later })], counts);
  const { missing, kept } = keptFigures(folder, ['one.e2e.ts', 'two.test.ts']);
  expect(missing).toEqual([]);
  expect(addUp(kept)).toEqual({
    days: '1970-01-02 to 1970-01-03',
    tests: 8,
    minutes: 2,
    sums: { faults: { faults: 5 } },
  });
});

test('a suite that is repeated has its figures once', () => {
  keepFigures(folder, [result('one.e2e.ts')], counts);
  keepFigures(folder, [result('one.e2e.ts', { numPassingTests: 5 })], counts);
  expect(addUp(keptFigures(folder, ['one.e2e.ts']).kept)).toMatchObject({
    days: '1970-01-02',
    tests: 5,
    sums: { faults: { faults: 2 } },
  });
});

test.each([
  ['failed', { numFailingTests: 1 }],
  ['did not run', { testExecError: new Error('syntax') }],
  ['ran a part of its tests', { numPendingTests: 1 }],
  ['has something to do', { numTodoTests: 1 }],
])('a suite that %s leaves no figures', (_what, changed) => {
  keepFigures(folder, [result('one.e2e.ts', changed)], counts);
  expect(keptFigures(folder, ['one.e2e.ts']).missing).toEqual(['one.e2e.ts']);
});

test('figures stand in their block of the page', () => {
  const block = '<!-- figures: written by npm run test:soak -->\n';
  const page = `before\n${block}old\n<!-- /figures -->\nafter\n`;
  expect(withFigures(page, 'new\n')).toBe(`before\n${block}\nnew\n\n<!-- /figures -->\nafter\n`);
  expect(() => withFigures('none', 'new')).toThrow('no block for the figures');
});
