import { expect, test } from '@jest/globals';
import FileOrder from './file-order.js';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function orderOf(seed: number, rootDir = '/p') {
  const tests = names.map((name) => ({ path: `${rootDir}/test/${name}.e2e.ts` }));
  const sorted = new FileOrder({ globalConfig: { seed, rootDir } }).sort(tests);
  return sorted.map(({ path }) => path.slice(`${rootDir}/test/`.length, -'.e2e.ts'.length));
}

test('a seed has one order, of all files and wherever the project lies', () => {
  expect(orderOf(7)).toEqual(orderOf(7, '/somewhere/else'));
  expect(orderOf(7).sort()).toEqual(names);
});

test('other seeds have others', () => {
  expect(new Set([1, 2, 3, 4].map((seed) => orderOf(seed).join(''))).size).toBe(4);
});
