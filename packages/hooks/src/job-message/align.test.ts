import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { align } from './align.ts';
import { createBudget } from './budget.ts';
import { imageMatcher } from './image-match.ts';
import type { ServiceEntry } from './service-tokens.ts';

const free = { checkTime: () => undefined };
const image = (key: string | undefined, text: string): ServiceEntry => {
  return { kind: 'image', key, image: text };
};
const unknown = (key: string | undefined): ServiceEntry => ({ kind: 'unknown', key });
const several: ServiceEntry = { kind: 'several' };
const ambiguous = 'in several ways';
const foreign = 'not those of the request';

test.each<[string, string[], ServiceEntry[], (string | undefined)[]]>([
  ['by their order', ['a', 'a'], [image('x', 'a'), image('y', 'a')], ['x', 'y']],
  ['without the prefix', ['a'], [image('x', 'docker://a')], ['x']],
  ['expressions that all came to something', ['a', 'b'], [unknown('x'), unknown('y')], ['x', 'y']],
  ['an expression that came to nothing', ['b'], [unknown('x'), image('y', 'b')], ['y']],
  ['a masked image', ['1.ecr/a'], [image('x', '***.ecr/a')], ['x']],
  [
    'a masked key beside others',
    ['a', 'b'],
    [image(undefined, 'a'), image('y', 'b')],
    [undefined, 'y'],
  ],
  ['an insert before', ['a', 'b', 'c'], [several, image('x', 'c')], [undefined, undefined, 'x']],
  ['an insert that is empty', ['c'], [image('x', 'c'), several], ['x']],
  [
    'an insert between',
    ['a', 'b', 'c'],
    [image('x', 'a'), several, image('y', 'c')],
    ['x', undefined, 'y'],
  ],
])('names services: %s', (_what, images, entries, keys) => {
  expect(align(images, entries, free)).toEqual(keys);
});

test.each<[string, string[], ServiceEntry[], string]>([
  ['one of two expressions', ['a'], [unknown('x'), unknown('y')], ambiguous],
  ['two inserts', ['a'], [several, several], ambiguous],
  ['an insert beside an expression', ['a'], [several, unknown('x')], ambiguous],
  ['two of three', ['a', 'a'], [unknown('x'), unknown('y'), unknown('z')], ambiguous],
  ['another image', ['b'], [image('x', 'a')], foreign],
  ['another order', ['b', 'a'], [image('x', 'a'), image('y', 'b')], foreign],
  ['a service too many', ['a', 'b'], [image('x', 'a')], foreign],
  ['a service too few', ['a'], [image('x', 'a'), image('y', 'b')], foreign],
  ['one of two equal ones', ['a'], [image('x', 'a'), image('y', 'a')], foreign],
  ['no entries', ['a'], [], foreign],
])('names none: %s', (_what, images, entries, reason) => {
  expect(() => align(images, entries, free)).toThrow(reason);
});

test('finds what trying every way finds', () => {
  const text = fc.constantFrom('a', 'b', 'ab');
  const entry = fc.oneof(
    fc.constantFrom('a', 'b', '***', 'a***').map((written) => image(undefined, written)),
    fc.constant(unknown(undefined)),
    fc.constant(several),
  );
  const lists = [fc.array(text, { maxLength: 5 }), fc.array(entry, { maxLength: 6 })] as const;
  fc.assert(
    fc.property(...lists, (images, kinds) => {
      const entries = kinds.map((kind, index): ServiceEntry =>
        kind.kind === 'several' ? kind : { ...kind, key: String(index) },
      );
      const ways = everyWay(images, entries);
      const [only, ...more] = ways;
      if (only && more.length === 0) expect(align(images, entries, free)).toEqual(only);
      else expect(() => align(images, entries, free)).toThrow(only ? ambiguous : foreign);
    }),
    { numRuns: 1000 },
  );
});

/** What the runner may have done with each entry. */
function everyWay(
  images: readonly string[],
  [entry, ...others]: readonly ServiceEntry[],
): (string | undefined)[][] {
  if (!entry) return images.length === 0 ? [[]] : [];
  const [first, ...rest] = images;
  const skipped = entry.kind === 'image' ? [] : everyWay(images, others);
  if (first === undefined || (entry.kind === 'image' && !imageMatcher(entry.image)(first))) {
    return skipped;
  }
  const key = entry.kind === 'several' ? undefined : entry.key;
  const next = entry.kind === 'several' ? [entry, ...others] : others;
  return [...skipped, ...everyWay(rest, next).map((keys) => [key, ...keys])];
}

test('stays fast with thousands of services that could be anything', () => {
  const images = Array.from({ length: 1900 }, () => 'a'.repeat(1000));
  const masked = images.map((_, index) => image(String(index), 'a***'.repeat(200)));
  const budget = createBudget({ milliseconds: 200, bytes: 0, now: () => performance.now() });
  const started = performance.now();
  expect(() => align(images, [...masked, several, several], budget)).toThrow(/took|several ways/);
  expect(() =>
    align(
      images,
      [...images, ...images].map(() => unknown('x')),
      budget,
    ),
  ).toThrow('too many');
  expect(performance.now() - started).toBeLessThan(2000);
});
