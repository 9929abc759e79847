import { expect, test } from '@jest/globals';
import * as shape from './shape.ts';

const { flag, list, map, object, optional, orElse, parseAs, text, whole } = shape;

const Thing = object({
  name: text,
  size: optional(whole),
  isOpen: orElse(flag, false),
  tags: orElse(list(text), []),
  of: optional(object({ kind: shape.oneOf(['a', 'b']), path: shape.matching(/^\//, 'a path') })),
});

test('takes what it names, with defaults, and leaves the rest', () => {
  const data = { name: 'x', isOpen: false, tags: [] };
  expect(parseAs(Thing, { name: 'x', other: 7 })).toEqual({ success: true, data });
  const whole = { name: '', size: 0, isOpen: true, tags: ['t'], of: { kind: 'b', path: '/' } };
  expect(parseAs(Thing, whole)).toEqual({ success: true, data: whole });
});

test('null counts as absent', () => {
  const given = { name: 'x', size: null, isOpen: null, tags: null, of: null };
  const { data } = parseAs(Thing, given) as { data: object };
  expect(data).toEqual({ name: 'x', isOpen: false, tags: [] });
  expect(Object.keys(data)).not.toContain('size');
});

test.each<[unknown, string[]]>([
  [undefined, ['the document is missing']],
  [[], ['the document must be an object']],
  ['secret', ['the document must be an object']],
  [{}, ['name is missing']],
  [{ name: 7, size: '7' }, ['name must be a string', 'size must be a number']],
  [{ name: 'x', tags: ['a', 7, null] }, ['tags.1 must be a string', 'tags.2 is missing']],
  [{ name: 'x', tags: {} }, ['tags must be an array']],
  [
    { name: 'x', of: { kind: 'secret', path: 'secret' } },
    ['of.kind must be one of a, b', 'of.path must be a path'],
  ],
])('tells all that is wrong with %j, and no value', (value, problems) => {
  expect(parseAs(Thing, value)).toEqual({ success: false, problems });
});

test('a map keeps every name, also those that an object does not hold', () => {
  const value: unknown = JSON.parse('{"__proto__": "a", "constructor": "b", "none": null}');
  expect(parseAs(map(text), value)).toEqual({
    success: true,
    data: new Map([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]),
  });
  expect(parseAs(map(text), { A: 7 })).toEqual({
    success: false,
    problems: ['A must be a string'],
  });
});

test('what an object inherits is no field of it', () => {
  const Odd = object({ constructor: optional(text), toString: optional(text) });
  expect(parseAs(Odd, {})).toEqual({ success: true, data: {} });
});

test('a shape says itself as JSON Schema', () => {
  expect(shape.schemaOf(Thing)).toEqual({
    type: 'object',
    properties: {
      name: { type: 'string' },
      size: { type: 'number' },
      isOpen: { type: 'boolean', default: false },
      tags: { type: 'array', items: { type: 'string' }, default: [] },
      of: {
        type: 'object',
        properties: { kind: { enum: ['a', 'b'] }, path: { type: 'string', pattern: '^\\/' } },
      },
    },
  });
});
