import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { joinFragments, tokenizeArguments, tokenizeOptions } from './tokenize.ts';

test.each([
  ['', []],
  ['  \t ', []],
  ['-e /__w/_temp/x.sh', ['-e', '/__w/_temp/x.sh']],
  [
    '--noprofile --norc -e -o pipefail x.sh',
    ['--noprofile', '--norc', '-e', '-o', 'pipefail', 'x.sh'],
  ],
  [`-command ". '/__w/_temp/x.ps1'"`, ['-command', ". '/__w/_temp/x.ps1'"]],
  ['-n "hello world" it\'s', ['-n', 'hello world', "it's"]],
  ['"--name" "Mona Lisa" "" "say \\"hi\\""', ['--name', 'Mona Lisa', '', 'say "hi"']],
  ['a"b c"d', ['ab cd']],
  ['"a""b"', ['a"b']],
  ['""', ['']],
  ['""""', ['"']],
  ['C:\\dir\\file', ['C:\\dir\\file']],
  ['\\\\server', ['\\\\server']],
  ['"a\\\\" b', ['a\\', 'b']],
  ['\\"a b\\"', ['"a', 'b"']],
  ['"unterminated to the end', ['unterminated to the end']],
  ['$HOME * `x` ; | &', ['$HOME', '*', '`x`', ';', '|', '&']],
  ["'single quotes' are characters", ["'single", "quotes'", 'are', 'characters']],
  ['line one\nline two', ['line', 'one\nline', 'two']],
])('reads arguments %j as .NET does', (text, tokens) => {
  expect(tokenizeArguments(text)).toEqual(tokens);
});

test.each([
  ['--cpus 2 --health-cmd "test -f /ready"', ['--cpus', '2', '--health-cmd', 'test -f /ready']],
  ["--health-cmd 'pg_isready -U x'", ['--health-cmd', 'pg_isready -U x']],
  ["-e MSG=it's", ['-e', "MSG=it's"]],
  ["'a'b c'", ["'a'b", "c'"]],
  ["''", ['']],
  ["'no end", ["'no", 'end']],
  [`--label 'a "b" c'`, ['--label', 'a "b" c']],
  [`--label "it's fine"`, ['--label', "it's fine"]],
  ['--cpus 2\n--memory 1g\n', ['--cpus', '2\n--memory', '1g\n']],
  ["--health-cmd 'a b'\n", ['--health-cmd', "'a", "b'\n"]],
  ["--label 'two\nlines'", ['--label', 'two\nlines']],
])('reads options %j', (text, tokens) => {
  expect(tokenizeOptions(text)).toEqual(tokens);
});

test('puts fragments of the runner together, empty ones too', () => {
  expect(tokenizeArguments(joinFragments(['-command', '".', "'/x.ps1'\""]))).toEqual([
    '-command',
    ". '/x.ps1'",
  ]);
  expect(joinFragments(['a', '', 'b'])).toBe('a  b');
});

/** How .NET quotes one argument, so that its own parser reads it back. */
function quote(argument: string): string {
  return `"${argument.replaceAll(/(\\*)("|$)/g, (_match, slashes: string, end: string) => `${slashes}${slashes}${end === '"' ? '\\"' : ''}`)}"`;
}

test('reads back any arguments that are quoted by its rules', () => {
  const anything = fc.array(fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(anything, (values) => {
      const text = values.map(quote).join(' ');
      expect(tokenizeArguments(text)).toEqual(values);
      expect(tokenizeOptions(text)).toEqual(values);
    }),
  );
});

test('always ends, whatever the text', () => {
  const hostile = fc.string({ unit: fc.constantFrom('"', "'", '\\', ' ', '\t', 'a') });
  fc.assert(
    fc.property(hostile, (text) => {
      for (const token of tokenizeOptions(text))
        expect(token.length).toBeLessThanOrEqual(text.length);
    }),
  );
});
