import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mapping, servicesOf } from '../../test/worker.ts';
import { readServiceTokens } from './service-tokens.ts';

const place = { file: 1, line: 9, col: 7 };
const text = (lit: unknown) => ({ type: 0, ...place, lit });
const expression = { type: 3, ...place, expr: 'inputs.image' };
const redis = [{ kind: 'image', key: 'cache', image: 'redis:7' }];
const unknown = [{ kind: 'unknown', key: 'cache' }];

test.each([
  ['bare', servicesOf({ cache: 'redis:7' })],
  ['a service that is a string', mapping({ cache: 'redis:7' })],
  [
    'with positions',
    {
      type: 2,
      ...place,
      map: [
        {
          key: text('cache'),
          value: {
            type: 2,
            ...place,
            map: [
              { key: text('env'), value: { type: 2, ...place } },
              { key: text('image'), value: text('redis:7') },
              { key: text('ports'), value: { type: 1, ...place, seq: [text('6379')] } },
            ],
          },
        },
      ],
    },
  ],
  ['names in capitals', { Type: 2, MAP: [{ KEY: { Lit: 'cache' }, VALUE: { LIT: 'redis:7' } }] }],
])('reads a service: %s', (_what, value) => {
  expect(readServiceTokens(value)).toEqual(redis);
});

test.each([
  ['an expression for the image', mapping({ image: expression })],
  ['an expression for the service', expression],
  ['an insert in the service', { type: 2, map: [{ key: { type: 4 }, value: expression }] }],
  ['a masked key in the service', mapping({ '***': 'redis:7' })],
  ['a masked field', { type: 0, ...place, '***': 'redis:7' }],
  ['a number', 7],
  ['a boolean token', { type: 5, bool: true }],
  ['a sequence', { type: 1, seq: ['redis:7'] }],
  ['an odd type', { type: 'text', lit: 'redis:7' }],
  ['an odd mapping', { type: 2, map: 'image' }],
  ['an array', ['redis:7']],
])('does not know the image of %s', (_what, service) => {
  expect(readServiceTokens(mapping({ cache: service }))).toEqual(unknown);
});

test.each([
  ['null', null],
  ['null with a position', { type: 7, ...place }],
  ['an empty text', ''],
  ['an empty text with a position', text('')],
  ['null as a text', text(null)],
  ['only the prefix', 'docker://'],
])('leaves out a service without image: %s', (_what, image) => {
  expect(readServiceTokens(servicesOf({ empty: image, cache: 'redis:7' }))).toEqual(redis);
});

test.each([
  '***',
  'ca***',
  '',
  'a\nb',
  'a\u0000',
  'a\u202eb',
  'a\u2028b',
  '\ud800',
  'a'.repeat(254),
])('gives no name for the key %j, but to its neighbour', (key) => {
  expect(readServiceTokens(servicesOf({ [key]: 'postgres', cache: 'redis:7' }))).toEqual([
    { kind: 'image', key: undefined, image: 'postgres' },
    ...redis,
  ]);
});

test('takes names as docker does', () => {
  const keys = ['a'.repeat(253), '-x', 'grüße', 'Under_score', '__proto__'];
  const map = keys.map((key) => ({ key, value: 'redis:7' }));
  expect(readServiceTokens({ type: 2, map }).map((entry) => 'key' in entry && entry.key)).toEqual(
    keys,
  );
});

test.each([
  ['an insert', { key: { type: 4, ...place, directive: 'insert' }, value: expression }],
  ['a key with a masked field', { key: { '***': 4 }, value: 'redis:7' }],
  ['a pair with a masked field', { '***': 'cache', value: 'redis:7' }],
  ['something odd', 5],
])('takes %s for any number of services', (_what, pair) => {
  expect(readServiceTokens({ type: 2, map: [pair] })).toEqual([{ kind: 'several' }]);
});

test('takes an expression as a key for one service', () => {
  const map = [{ key: expression, value: 'redis:7' }];
  expect(readServiceTokens({ type: 2, map })).toEqual([{ kind: 'image', image: 'redis:7' }]);
});

test.each([[undefined], [null], ['x'], [expression], [[]], [{ type: 2, '***': [] }]])(
  'finds no services in %j',
  (value) => {
    expect(() => readServiceTokens(value)).toThrow('are not readable');
  },
);

test('throws nothing else, whatever the JSON', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, 0, 2, 3, 4, 7, true, '', '***', 'image', 'redis'),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        fc.constantFrom('type', 'map', 'key', 'Value', 'lit', '***', 'seq', '__proto__'),
        tie('tree'),
      ),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      try {
        readServiceTokens({ type: 2, map: [{ key: 'a', value }, value] });
        readServiceTokens(value);
      } catch (error) {
        expect(error).toMatchObject({ name: 'HookError' });
      }
    }),
  );
});
