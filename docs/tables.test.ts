import { expect, test } from '@jest/globals';
import { sectionsOf } from './tables.ts';

test('rows stand in their section, without the headings of the tables', () => {
  const page = [
    ...['# Page', '', '## One', '', '| a | b |', '| --- | :-: |', '| `x \\| y` | 2 |', ''],
    ...['## Two', 'text', '| c |', '|---|', '| 3 |', '| 4 |', '', '| d |', '|---|', '| 5 |', ''],
  ].join('\n');
  expect(sectionsOf(page)).toEqual([
    { title: '', rows: [] },
    { title: 'One', rows: [['`x | y`', '2']] },
    { title: 'Two', rows: [['3'], ['4'], ['5']] },
  ]);
});
