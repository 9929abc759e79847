import { expect, test } from '@jest/globals';
import { parseState } from './state.ts';

const nested = (depth: number): unknown =>
  JSON.parse('{"a":['.repeat(depth) + '1' + ']}'.repeat(depth));

test('reads what a newer release of the same version adds, without it', () => {
  const state = { version: 1, network: 'n', container: 'c', services: ['s'], more: { a: [1] } };
  const { more, ...known } = state;
  expect(more).toBeDefined();
  expect(parseState(state)).toEqual(known);
});

test('a state without a version is what GitHub’s hook keeps', () => {
  expect(parseState({ network: 'n', container: 'c' })).toEqual({
    version: 1,
    network: 'n',
    container: 'c',
    services: [],
  });
});

test.each([
  ['another version', { version: 99, container: 'c' }],
  ['a version that is no number', { version: '1', container: 'c' }],
  ['an array', ['c']],
  ['an empty array', []],
  ['a text', 'c'],
  ['a number', 7],
  ['a truth value', true],
  ['another shape of the container', { version: 1, container: { id: 'c' } }],
  ['another shape of the network', { version: 1, network: ['n'] }],
  ['services that are no array', { version: 1, services: { 0: 's' } }],
  ['services that are no texts', { version: 1, services: ['s', 7] }],
  ['paths that are no texts', { version: 1, imagePath: ['/bin'] }],
  ['a container with a NUL', { version: 1, container: 'c\0' }],
  ['a network with half a character', { version: 1, network: '\ud800' }],
  ['a container that is a path', { version: 1, container: '..' }],
  ['a container that is a flag', { version: 1, container: '--privileged' }],
  ['something deep in its place', { version: 1, container: nested(500) }],
])('does not know %s', (_what, state) => {
  expect(parseState(state)).toBeUndefined();
});

test('there is no state before the first call', () => {
  expect(parseState(undefined)).toBeUndefined();
});

test.each([
  ['a number', 7],
  ['a text', 'on'],
  ['an array', [{ variant: 'off', reason: 'x' }]],
  ['nothing of ours', { 'time-travel': { variant: 'on', reason: 'x' } }],
  ['something deep', nested(500)],
])('features that are %s leave the rest of the state', (_what, features) => {
  expect(parseState({ version: 1, container: 'c', features })).toEqual({
    version: 1,
    container: 'c',
    services: [],
    features: {},
  });
});

test('keeps each feature that it knows, whatever a newer release says of others', () => {
  const features = {
    'pull-policy': { variant: 'off', reason: 'rollout file', bucket: 7 },
    'service-names': { variant: 'dry-run', reason: 'rollout file' },
    'parallel-pulls': 'off',
    'engine-exec': { variant: 'off' },
    'time-travel': { variant: 'on', reason: 'rollout file' },
  };
  expect(parseState({ features })?.features).toEqual({
    'pull-policy': { variant: 'off', reason: 'rollout file' },
  });
});

test('keys of a prototype are keys like others', () => {
  const evil = '{"container":"evil","features":{"pull-policy":{"variant":"off","reason":"evil"}}}';
  const text = `{"version":1,"__proto__":${evil},"constructor":${evil},"features":{"__proto__":${evil}}}`;
  const state = parseState(JSON.parse(text));
  expect(state).toEqual({ version: 1, services: [], features: {} });
  expect(state?.container).toBeUndefined();
  expect(state?.features?.['pull-policy']).toBeUndefined();
  expect({}).not.toHaveProperty('container');
});
