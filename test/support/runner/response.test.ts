import { describe, expect, test } from '@jest/globals';
import { readPrepareResponse, readState } from './response.ts';

const withContainer = { hasContainer: true, serviceNames: ['cache', 'db'] };
const servicesOnly = { hasContainer: false, serviceNames: ['cache', 'db'] };
const cache = { id: 'c', network: 'n', ports: { '6379': '49153' } };
const db = { id: 'd', network: 'n', ports: {} };
const nullReference = 'Object reference not set to an instance of an object.';

test('fills job.* with the services by their order', () => {
  const context = { container: { id: 'j', network: 'n' }, services: [cache, db] };
  const response = { state: { a: 1 }, isAlpine: true, context };
  expect(readPrepareResponse(JSON.stringify(response), withContainer)).toEqual({
    state: { a: 1 },
    job: {
      isAlpine: true,
      container: { id: 'j', network: 'n' },
      services: { cache, db },
    },
  });
});

test.each([
  ['no context', {}, { services: {} }],
  ['null for it', { context: null, state: null, isAlpine: null }, { services: {} }],
  ['fewer services', { context: { services: [cache] } }, { services: { cache } }],
  ['names in another case', { CONTEXT: { Services: [cache] } }, { services: { cache } }],
  ['no id', { context: { services: [{ ports: {} }] } }, emptyCache()],
  ['ports as numbers', { context: { services: [{ ...cache, ports: { 6379: 49153 } }] } }, whole()],
  ['unknown members', { context: { services: [{ ...cache, x: [] }] }, y: 1 }, whole()],
])('accepts %s', (_what, response, job) => {
  expect(readPrepareResponse(JSON.stringify(response), servicesOnly).job).toEqual(job);
});

function whole() {
  return { services: { cache } };
}

function emptyCache() {
  return { services: { cache: { id: '', network: '', ports: {} } } };
}

describe('with a job container it fails for', () => {
  test.each([
    ['an empty file', '', "could not be read running command 'PrepareJob'"],
    ['null', 'null', "could not be read running command 'PrepareJob'"],
    ['a deleted file', undefined, 'Response file is required but not found'],
    ['no isAlpine', '{}', "'isAlpine' is required"],
    ['isAlpine: null', '{"isAlpine":null}', "'isAlpine' is required"],
    ['isAlpine as text', '{"isAlpine":"perhaps"}', 'System.Boolean'],
    ['the old name alpine', '{"alpine":false}', "'isAlpine' is required"],
    ['broken JSON', '{"isAlpine":', 'JSON'],
    ['a second document', '{"isAlpine":false}{}', 'JSON'],
    ['an array', '[]', 'Cannot deserialize'],
    ['a state that is text', '{"isAlpine":false,"state":"x"}', 'Cannot deserialize'],
    ['a container that is text', '{"isAlpine":false,"context":{"container":"x"}}', 'Cannot'],
  ])('%s', (_what, text, message) => {
    expect(() => readPrepareResponse(text, withContainer)).toThrow(message);
  });
});

describe('with services only it fails for', () => {
  test.each([
    ['an empty file', '', nullReference],
    ['a deleted file', undefined, nullReference],
    ['a container nobody asked for', context({ container: { id: 'x' } }), nullReference],
    ['services: null', context({ services: null }), nullReference],
    ['a map of services', context({ services: { cache } }), 'it is no array'],
    ['one service too many', context({ services: [cache, db, cache] }), 'Index was out of range'],
    ['a service that is null', context({ services: [null] }), nullReference],
    ['a service without ports', context({ services: [{ id: 'c' }] }), nullReference],
    ['ports: null', context({ services: [{ ...cache, ports: null }] }), nullReference],
    ['ports as an array', context({ services: [{ ...cache, ports: [] }] }), 'Cannot deserialize'],
    ['a port that is an object', context({ services: [{ ports: { 1: {} } }] }), 'System.String'],
  ])('%s', (_what, text, message) => {
    expect(() => readPrepareResponse(text, servicesOnly)).toThrow(message);
  });
});

function context(value: object): string {
  return JSON.stringify({ context: value });
}

test.each([undefined, '', 'null', '{}', '{"state":null}', '\uFEFF{}'])(
  'a step may leave %j as its answer',
  (text) => {
    expect(readState(text)).toBeUndefined();
  },
);

test('a step may change the state, but not to something else', () => {
  expect(readState('{"State":{"keepCase":1}}')).toEqual({ keepCase: 1 });
  expect(() => readState('{"state":[]}')).toThrow('Cannot deserialize');
  expect(() => readState('{')).toThrow('JSON');
});
