import { expect, test } from '@jest/globals';
import { evaluate, type Scope } from './evaluate.ts';
import { UnknownValue } from './unknown-value.ts';
import { fromJson, Lookup, toText, type Value } from './value.ts';

const unknown = new UnknownValue({
  what: 'secrets.X',
  why: 'nobody says it',
  option: '--secret X',
});
const values: Record<string, Value> = {
  github: fromJson({ ref: 'refs/heads/main', event: { a: [1, { b: 'deep' }] } }),
  env: fromJson({ PATH: 'upper', path: 'lower', EMPTY: '' }),
};
const scope: Scope = {
  contexts: {
    github: new Lookup(values['github'] as ReadonlyMap<string, Value>),
    env: new Lookup(values['env'] as ReadonlyMap<string, Value>, { caseSensitive: true }),
    secrets: new Lookup(new Map([['KNOWN', 'word']]), { missing: () => unknown }),
    matrix: new Lookup(new Map<string, Value>([['list', ['a', 'b']]])),
  },
  status: 'success',
};
const of = (expression: string, status: Scope['status'] = 'success') =>
  evaluate(expression, { ...scope, status });

test.each<[string, Value]>([
  ['github.ref', 'refs/heads/main'],
  ['GITHUB.REF', 'refs/heads/main'],
  ['github.nothing', null],
  ['github.nothing.more', null],
  ['github.event.a[1].b', 'deep'],
  ["github['ref'] == 'REFS/heads/main'", true],
  ['env.PATH', 'upper'],
  ['env.path', 'lower'],
  ['env.Path', null],
  ["'it''s ''so'''", "it's 'so'"],
  ["format('{0} ''{1}''', 'a', 'b')", "a 'b'"],
  ['join(matrix.list)', 'a,b'],
  ['matrix.list', ['a', 'b']],
  ["fromJSON('[1,null]')", [1, null]],
  ["contains('abc', 'B') && startsWith('abc', 'a')", true],
  ['secrets.KNOWN || secrets.X', 'word'],
  ['env.EMPTY && secrets.X', ''],
])('evaluates %s', (expression, value) => {
  expect(of(expression)).toEqual(value);
});

test.each([
  ['success()', true, false],
  ['failure()', false, true],
  ['always()', true, true],
  ['cancelled()', false, false],
  ["success() && (github.ref == 'x')", false, false],
])('answers %s by the state of the job', (expression, well, badly) => {
  expect([of(expression), of(expression, 'failure')]).toEqual([well, badly]);
});

test.each(['secrets.X', "format('{0}', secrets.X)", 'toJSON(secrets)', 'matrix[secrets.X]'])(
  'says what is not known in %s',
  (expression) => {
    expect(() => of(expression)).toThrow(unknown);
  },
);

test('does not compute hashes of files', () => {
  expect(() => of("hashFiles('**/lock')")).toThrow(/^hashFiles\(\) is not known/);
});

test.each([
  ["fromJSON('{')", /^The expression \$\{\{ fromJSON\('\{'\) \}\} fails: .*JSON/],
  ["format('{0} {1}', 'a')", /more arguments/],
  ["constructor('x')", /fails/],
  ['__proto__()', /fails/],
  ["toString('x')", /fails/],
  ['github.', /fails/],
  ['1 + 1', /fails/],
  ['', /fails/],
])('fails in one sentence for %j', (expression, message) => {
  expect(() => of(expression)).toThrow(message);
});

test('gives up before a text fills the memory', () => {
  const nested = Array.from({ length: 30 }).reduce<string>(
    (inner) => `format('{0}{0}{0}{0}', ${inner})`,
    "'aaaaaaaaaaaaaaaa'",
  );
  expect(() => of(nested)).toThrow('its text is longer than 1 MiB');
});

test.each<[Value, string]>([
  ['a', 'a'],
  [null, ''],
  [true, 'true'],
  [1.5, '1.5'],
  [-0, '0'],
  [['a'], 'Array'],
  [new Map(), 'Object'],
])('turns %j into text as GitHub does', (value, text) => {
  expect(toText(value)).toBe(text);
});
