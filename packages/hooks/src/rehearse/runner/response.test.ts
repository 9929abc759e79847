import { expect, test } from '@jest/globals';
import { readAnswer, readState } from './response.ts';

const both = { hasContainer: true, services: ['cache', 'db'] };
const none = { hasContainer: false, services: ['cache'] };
const cache = { id: '1', network: 'n', ports: { '6379': '49153', '80': 8080 } };

test('reads what the hook has started', () => {
  const context = { container: { id: 'c', network: 'n' }, services: [cache, { ports: {} }] };
  const text = JSON.stringify({ state: { a: 1 }, isAlpine: false, context });
  expect(readAnswer(`\uFEFF${text}\n`, both)).toEqual({
    state: { a: 1 },
    job: {
      container: { id: 'c', network: 'n' },
      services: new Map([
        [
          'cache',
          {
            id: '1',
            network: 'n',
            ports: new Map([
              ['80', '8080'],
              ['6379', '49153'],
            ]),
          },
        ],
        ['db', { id: '', network: '', ports: new Map() }],
      ]),
    },
  });
});

test('needs nothing but an object for services alone', () => {
  expect(readAnswer('{}', none)).toEqual({
    state: undefined,
    job: { container: {}, services: new Map() },
  });
});

test.each<[unknown, typeof both, string]>([
  [undefined, both, 'it is empty'],
  [null, none, 'it is empty'],
  [[], both, 'it is not an object'],
  [{}, both, 'isAlpine is missing'],
  [{ isAlpine: 'no' }, both, 'isAlpine is missing'],
  [{ isAlpine: true, context: [] }, both, 'context is not an object'],
  [{ context: { container: {} } }, none, 'a container that nobody asked for'],
  [{ context: { services: {} } }, none, 'context.services is not a list'],
  [{ context: { services: [cache, cache] } }, none, 'more services than asked'],
  [{ context: { services: [{ id: '1' }] } }, none, 'a service has no ports'],
  [{ state: 'x' }, none, 'state is not an object'],
])('refuses %j, as a runner would', (answer, expected, why) => {
  const text = answer === undefined ? '' : JSON.stringify(answer);
  expect(() => readAnswer(text, expected)).toThrow(why);
});

test('refuses what is no JSON, and a second document', () => {
  expect(() => readAnswer('{', none)).toThrow('it is not JSON');
  expect(() => readAnswer('{}{}', none)).toThrow('it is not JSON');
});

test('takes the state of later answers, which may be empty', () => {
  expect(readState(undefined)).toBeUndefined();
  expect(readState('')).toBeUndefined();
  expect(readState('{"state":{"a":1}}')).toEqual({ a: 1 });
});
