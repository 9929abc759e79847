import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { dockerfileImages } from './dockerfile-images.ts';

const references = (dockerfile: string) =>
  dockerfileImages(dockerfile).map(({ reference }) => reference);

test.each<[string, string[]]>([
  ['FROM a/b:1', ['a/b:1']],
  ['FROM a AS one\nFROM one\nFROM One AS two', ['a']],
  ['FROM redis AS redis', ['redis']],
  ['FROM scratch', []],
  ['ARG A=good/x\nFROM $A\nARG A=evil/x\nFROM $A', ['good/x', 'good/x']],
  ['ARG A=good\nARG A=evil\nFROM $A', ['evil']],
  ['ARG A=x B=$A/y\nFROM $B', ['x/y']],
  ['ARG A=\nFROM ${A:-evil}', ['evil']],
  ['FROM ${A:-evil}', ['evil']],
  ['FROM a\nRUN --mount=type=cache,target=/x --mount=type=bind,FROM=evil true', ['a', 'evil']],
  ['FROM a\nCOPY --link --chown=1:1 --from=evil /a /b', ['a', 'evil']],
  ['FROM a\nCOPY a --from=b c', ['a']],
  ['FROM a\nRUN b --mount=from=c', ['a']],
  ['FROM a\nRUN x \\\n\n# c\nFROM b', ['a']],
  ['FROM a\nRUN x \\ \t\nFROM b', ['a']],
  ['FROM a\nRUN echo `\nFROM b', ['a', 'b']],
  ['FROM a\n  # an indented comment\n\tRUN x', ['a']],
  ['#syntax=evil/x\nFROM a', ['evil/x', 'a']],
  ['\uFEFFFROM a', ['a']],
  ['\uFEFF# syntax=evil/x\nFROM a', ['evil/x', 'a']],
  ['#\f syntax\r=\fevil/x\nFROM a', ['evil/x', 'a']],
  ['FROM a\nCOPY --fr\\\nom=evil / /', ['a', 'evil']],
  ['FROM a\nRUN --mount=type=bind,fr\\ \nom=evil x', ['a', 'evil']],
  ['FROM a AS s\nONBUILD COPY --from=evil / /\nFROM s', ['a', 'evil']],
  ['FROM a AS s\nonbuild\tRUN --mount=from=evil x\nFROM s', ['a', 'evil']],
  ['FROM a\nCOPY --from=0 / /', ['a']],
  ['FROM a\nCOPY --from=99999999999999999999 / /', ['a', '99999999999999999999']],
])('names the images of %j', (dockerfile, expected) => {
  expect(references(dockerfile)).toEqual(expected);
});

test.each([
  ['an argument without a value', 'ARG A\nFROM $A'],
  ['what docker sets itself', 'FROM ${TARGETARCH:-a}'],
  ['the same with a value', 'ARG BUILDARCH=a\nFROM $BUILDARCH'],
  ['an argument that may lose its value', 'ARG A=a\nARG A\nFROM $A'],
  ['another substitution', 'ARG A=a\nFROM ${A#x}'],
  ['one in single quotes', "ARG A='$B'\nFROM $A"],
  ['an escape in a variable', 'ARG A=a\\b\nFROM $A'],
  ['quotes over several words', 'ARG B=evil\nARG A="x B=good y"\nFROM $B'],
  ['a quoted name', 'ARG "X=evil" Y=1\nFROM ${X:-good}'],
  ['quotes in a flag', 'FROM a\nCOPY --"from"=evil / /'],
  ['a quoted flag of FROM', 'FROM --platform="x a AS --y" evil'],
  ['an escape in a flag', 'FROM a\nRUN --mount=type=bind,fr\\om=evil x'],
  ['a variable in a flag', 'FROM a\nARG X=evil\nCOPY --from=$X / /'],
  ['more words than FROM takes', 'FROM a b c'],
  ['letters that docker splits a flag in', 'FROM a\nCOPY --chown=\u00e0--from=evil / /'],
  ['another escape character behind a mark', '\uFEFF# escape=`\nFROM a\nENV A=b \\\nFROM b'],
  ['another escape character in odd space', '#\fescape=`\nFROM a\nENV A=b \\\nFROM b'],
  ['a here-document kept for later', 'FROM a\nONBUILD RUN <<RUN\nFROM a AS b\nRUN\nFROM b'],
  ['another escape character', '# escape=`\nFROM a\nRUN x `\nFROM b'],
  ['two escapes at the end', 'FROM a\nRUN x \\\\\nFROM b'],
  ['an indented comment in a continued line', 'FROM a\nRUN x \\\n  # c\nFROM b'],
  ['odd white space in front', 'FROM a\nRUN x \\\n\u00a0# c\nFROM scratch AS b\nFROM b'],
  ['a line separator in a comment', 'FROM a\nRUN x \\\n\u0085# c\nFROM scratch AS b\nFROM b'],
  ['a vertical tab', 'FROM\vevil'],
  ['a here-document', 'FROM a\nRUN <<X\nFROM scratch AS b\nX\nFROM b'],
  ['one that may be none', 'FROM a\nRUN echo "<<X"\nFROM b'],
  ['what is no instruction', '{"syntax": "evil"}\nFROM a'],
])('leaves to docker what %s means', (_what, dockerfile) => {
  expect(references(dockerfile)).toContain(undefined);
});

const evil = 'evil.example/x';
const around = fc.array(
  fc.constantFrom(
    'ARG A=1',
    'RUN x',
    'FROM a AS s',
    '# c',
    '',
    'RUN x \\',
    'ENV A=b',
    '\t# c',
    'COPY a b',
  ),
);

test('never misses an image, whatever stands in front of and behind it', () => {
  fc.assert(
    fc.property(around, around, (before, after) => {
      const isOpen = /\\$/.test(before.filter((line) => !/^\s*(#.*)?$/.test(line)).at(-1) ?? '');
      const found = references([...before, `FROM ${evil}`, ...after].join('\n'));
      expect(isOpen || found.includes(evil)).toBe(true);
    }),
  );
});

test('a comment behind a line separator is still one', () => {
  expect(references('FROM a\nRUN x \\\n# c\u2028d\nFROM scratch AS b\nFROM b')).toEqual(['a', 'b']);
});

test('takes no longer for a long line than for short ones', () => {
  const started = performance.now();
  expect(references(`FROM a\nRUN x${' '.repeat(300_000)}y`)).toEqual(['a']);
  expect(performance.now() - started).toBeLessThan(2000);
});
