import { expect, test } from '@jest/globals';
import { imageMatcher } from './image-match.ts';

test.each([
  ['redis:7', 'redis:7', true],
  ['redis:7', 'redis:70', false],
  ['docker://redis:7', 'redis:7', true],
  ['DOCKER://redis:7', 'redis:7', false],
  ['redis.7', 'redisx7', false],
  ['***.dkr.ecr.us-east-1.amazonaws.com/a', '1.dkr.ecr.us-east-1.amazonaws.com/a', true],
  ['***.dkr.ecr.us-east-1.amazonaws.com/a', '1.dkr.ecr.us-east-1.amazonaws.com/ab', false],
  ['x***', 'x', true],
  ['***', 'anything', true],
  ['***/a/***:1', 'host/a/b/a:1', true],
  ['***/a/***:1', 'host/b:1', false],
  ['a***a', 'a', false],
  ['docker://***:7', 'redis:7', true],
  ['doc***dis:7', 'redis:7', true],
  ['***://redis:7', 'redis:7', true],
])('%s in the workflow may be %s: %s', (written, image, expected) => {
  expect(imageMatcher(written)(image)).toBe(expected);
});

test('needs no backtracking', () => {
  const match = imageMatcher('a***'.repeat(5000) + 'b');
  const started = performance.now();
  expect(match('a'.repeat(100_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
