import { expect, test } from '@jest/globals';
import { replaceBlock } from './performance-page.ts';
import { growthPlot, ratioPlot } from './plot.ts';
import { sampleCase, sampleGrowth } from './sample-results.ts';

const page = 'before\n<!-- cases: written by npm run bench -->\nold\n<!-- /cases -->\nafter\n';

test('a block of the page is replaced, as often as one likes', () => {
  const once = replaceBlock(page, 'cases', 'new\n');
  expect(once).toBe(page.replace('old', '\nnew\n'));
  expect(replaceBlock(once, 'cases', 'new\n')).toBe(once);
});

test('a page without the block is left alone', () => {
  expect(() => replaceBlock(page, 'growth', 'new')).toThrow('has no block "growth"');
});

test('the plot of the cases shows ratio and target, and escapes its text', () => {
  const plot = ratioPlot([sampleCase(1.5)]);
  expect(plot).toContain('1.50  (150 : 100 ms)');
  expect(plot).toContain('a &#60;step&#62;');
  // The scale ends at 2, so the floor takes half of it and the hook a quarter more.
  const widths = [...plot.matchAll(/<rect\s+class="(\w+)"[^>]*width="([\d.]+)"/g)];
  expect(widths.map(([, name, width]) => [name, width])).toEqual([
    ['floor', '150'],
    ['hook', '75'],
  ]);
});

test('the plot of growth has a line for each hook over the whole width', () => {
  const plot = growthPlot([sampleGrowth]);
  const lines = [...plot.matchAll(/class="line (\w+)"[^>]*points="([\d.]+),[\d.]+ ([\d.]+),/g)];
  expect(lines.map(([, ...line]) => line)).toEqual([
    ['hook', '72.0', '310.0'],
    ['floor', '72.0', '310.0'],
  ]);
  expect(plot).toContain('1,000,000');
});
