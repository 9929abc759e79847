import { expect, test } from '@jest/globals';
import { runsInContainer } from './in-container.ts';

test.each([
  [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, [], true],
  [{ KUBERNETES_SERVICE_HOST: '' }, [], false],
  [{}, ['/nowhere/.dockerenv', '/nowhere/.containerenv'], false],
  [{}, ['/nowhere/.dockerenv', '/proc/self/stat'], true],
])('with %j and %j: %s', (env, marks, expected) => {
  expect(runsInContainer(env, marks)).toBe(expected);
});
