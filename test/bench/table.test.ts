import { expect, test } from '@jest/globals';
import { sampleCase, sampleGrowth } from './sample-results.ts';
import { caseTable, growthTable, markdown, terminalText } from './table.ts';

test.each([
  [1.1, '1.10 met'],
  [1.2, '1.10 missed'],
])('a ratio of %d has its target beside it: %s', (ratio, text) => {
  const [, hook, floor] = caseTable([sampleCase(ratio)]);
  expect(hook?.slice(0, 6)).toEqual([
    'a <step>',
    'hook',
    (100 * ratio).toFixed(0),
    `${(95 * ratio).toFixed(0)}–${(120 * ratio).toFixed(0)}`,
    ratio.toFixed(2),
    text,
  ]);
  expect(hook?.at(-1)).toBe('0 lines lost');
  expect(floor?.slice(0, 6)).toEqual(['', 'floor', '100', '90–110', '', '']);
});

test('our hook has the target with other settings, too, and nobody else has', () => {
  const { hooks, ...sample } = sampleCase(1.2);
  const [ours, floor] = hooks.map((hook) => ({ ...hook, ratio: 1.2 }));
  const others = [
    { ...ours, hook: 'hook, in turn' },
    { ...floor, hook: 'floor, in order' },
  ] as typeof hooks;
  const rows = caseTable([{ ...sample, hooks: [...hooks, ...others] }]).slice(3);
  expect(rows.map((row) => [row[0], row[1], row[5]])).toEqual([
    ['', 'hook, in turn', '1.10 missed'],
    ['', 'floor, in order', ''],
  ]);
});

test('growth has a row for each size', () => {
  expect(growthTable(sampleGrowth)).toEqual([
    ['a step (bytes)', 'hook: ms', 'hook: MiB', 'floor: ms', 'floor: MiB'],
    ['1,000', '32', '40', '32', '40'],
    ['1,000,000', '1000', '40', '1000', '40'],
  ]);
});

test('a terminal gets columns, with numbers to the right', () => {
  const text = terminalText([
    ['name', 'ms'],
    ['one', '5'],
    ['another', '1000'],
  ]);
  expect(text).toBe('name       ms\none         5\nanother  1000\n');
});

test('a page gets a table', () => {
  const text = markdown([
    ['a', 'ms'],
    ['one', '5'],
  ]);
  expect(text).toBe('| a   | ms  |\n| --- | --- |\n| one | 5   |\n');
});
