import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HookError } from '../../errors.ts';
import { InvalidFile, parseTemplate } from './template.ts';

const parse = (text: string) => parseTemplate('workflow', 'ci.yml', text);

function problemsOf(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof InvalidFile) return error.problems;
    throw error;
  }
  return [];
}

const job = (steps: string) => `on: push
jobs:
  build:
    runs-on: x
    steps:
${steps}`;

test.each([
  ['', ['ci.yml is empty.']],
  ['# nothing\n', ['ci.yml is empty.']],
  ['a: [', [expect.stringMatching(/^ci\.yml:1:5: not valid YAML: .*\]\.$/)]],
  ['a: *x', ['ci.yml:1:4: no anchor for *x.']],
  ['on: push', ['ci.yml:1:1: Required property is missing: jobs.']],
  [job('      - run: a\n        rum: b\n'), ["ci.yml:7:9: Unexpected value 'rum'."]],
  [
    job('      - run: |\n          a\n          ${{ nothing.x }}\n'),
    ["ci.yml:8:1: Unrecognized named-value: 'nothing'."],
  ],
  [job('      - run: "${{ unknown(1) }}"\n'), [expect.stringContaining('Unrecognized function')]],
  [
    job(`      - run: "\${{ '${'x'.repeat(21_001)}' }}"\n`),
    [expect.stringContaining('6:14: An expression is longer than 21000 letters.')],
  ],
  [job('      - run: "${{ a"\n'), [expect.stringContaining('is not closed')]],
  ['on: push\njobs: [1]', ['ci.yml:2:7: A sequence was not expected.']],
])('says what is wrong with %j', (text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});

test('tells no more mistakes than somebody reads', () => {
  expect(problemsOf('x: 1\n'.repeat(1000)).length).toBeLessThanOrEqual(20);
  expect(problemsOf('a: "\\q\\q\\q"\n'.repeat(1000)).length).toBeLessThanOrEqual(20);
});

test('takes what is new in workflows', () => {
  expect(problemsOf(job('      - run: a\n        background: true\n      - wait-all:\n'))).toEqual(
    [],
  );
});

const many = (text: string, times: number) => text.repeat(times);
const bomb = [...'bcdefghi'].reduce(
  (lines, name, index) =>
    `${lines}${name}: &${name} [${many(`*${'abcdefgh'[index] ?? ''},`, 9)}]\n`,
  'a: &a [1]\n',
);

test.each([
  ['levels', many('[', 100_000)],
  ['levels', many('{', 100_000)],
  ['levels', many('- ', 100_000)],
  ['levels', many('? ', 100_000)],
  ['levels', Array.from({ length: 1000 }, (_, depth) => `${many(' ', depth)}a:\n`).join('')],
  ['anchors and aliases', `a: ${many('&a ', 100_000)}`],
  ['anchors and aliases', `a: ${many('!!x ', 100_000)}`],
  ['anchors and aliases', `a: &x 1\nb: [${many('*x,', 100_000)}]`],
  ['entries', many('a: 1\n', 100_000)],
  ['entries', many('#\n', 100_000)],
  ['letters in quotes', `a: "${many('\\q', 400_000)}"`],
  ['expressions', job(`      - run: |\n${many('          ${{ 1 }}\n', 40_000)}`)],
  ['entries behind aliases', bomb],
])('refuses too many %s', (what, text) => {
  expect(() => parse(text)).toThrow(`ci.yml has too many ${what} to be read.`);
});

test('leaves out an alias to what it lies in', () => {
  expect(problemsOf('on: push\njobs: &a\n  b: *a\n')).not.toEqual([]);
});

test('never fails otherwise, whatever the file says', () => {
  const words = ['on', 'jobs', 'steps', 'run', 'uses', '${{', '}}', ':', '-', '\n', '  ', '"', "'"];
  const more = ['&a', '*a', '<<', '|', '>', '[', ']', '{', '}', '?', '!', '__proto__', 'if', 'x'];
  const text = fc.array(fc.constantFrom(...words, ...more), { maxLength: 60 });
  const valid = job('      - run: |\n          a ${{ github.ref }}\n      - uses: ./x\n');
  const mutated = fc.tuple(fc.nat(valid.length), fc.nat(8), text).map(([at, length, inserted]) => {
    return valid.slice(0, at) + inserted.slice(0, 3).join(' ') + valid.slice(at + length);
  });
  fc.assert(
    fc.property(
      fc.oneof(
        text.map((parts) => parts.join(' ')),
        mutated,
      ),
      (content) => {
        try {
          parse(content);
        } catch (error) {
          expect(error).toBeInstanceOf(HookError);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
