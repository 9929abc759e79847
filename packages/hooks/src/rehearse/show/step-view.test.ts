import { expect, test } from '@jest/globals';
import { createMasks } from './masks.ts';
import { createStepView } from './step-view.ts';

function view(lines: readonly string[], secrets: readonly string[] = [], debug = false) {
  const shown: string[] = [];
  const stepView = createStepView({
    write: (line) => shown.push(line),
    masks: createMasks(secrets),
    debug,
  });
  for (const line of lines) stepView.line(line);
  return { shown, outputs: stepView.outputs, error: stepView.error() };
}

test.each([
  ['text', ['  text']],
  ['', ['  ']],
  ['::error::broken', ['  error: broken']],
  ['  ::error file=a.js,line=3::a%0Ab%25', ['  error: a', '  b%']],
  ['::warning title=T::careful', ['  warning: careful']],
  ['::NOTICE::look', ['  notice: look']],
  ['##[error]old', ['  error: old']],
  ['before ##[warning]old', ['  warning: old']],
  ['::group::Build', ['  ▸ Build']],
  ['::endgroup::', []],
  ['::debug::hidden', []],
  ['::add-matcher::x.json', []],
  ['::save-state name=a::b', []],
  ['::unknown::x', ['  ::unknown::x']],
  ['a ::error::x', ['  a ::error::x']],
  ['##[unknown]x', ['  ##[unknown]x']],
  ['● Stop containers', ['  ● Stop containers']],
  ['\u001b[2K\r\u001b[1A● forged', ['  ', '  ● forged']],
])('of the line %j it shows %j', (line, shown) => {
  expect(view([line]).shown).toEqual(shown);
});

test('reads a line with a million beginnings of a command', () => {
  const [line] = view(['##['.repeat(300_000)]).shown;
  expect(line).toHaveLength(64 * 1024 + '   … (cut)'.length);
});

test('keeps the last complaint, and not all of a long one', () => {
  expect(view(['::error::a', `::error::${'b'.repeat(5000)}`]).error).toBe(`${'b'.repeat(1000)} …`);
});

test('shows debug lines to who wants them', () => {
  expect(view(['::debug::x'], [], true).shown).toEqual(['  debug: x']);
});

test('takes nothing for a command between stop-commands and its word', () => {
  const lines = [
    '::stop-commands::word',
    '::error::text',
    '::other::',
    '::word::',
    '::error::real',
  ];
  const { shown, error } = view(lines);
  expect(shown).toEqual(['  ::error::text', '  ::other::', '  error: real']);
  expect(error).toBe('real');
});

test('keeps outputs of the old command', () => {
  expect(view(['::set-output name=a%2Cb::1%0A2']).outputs).toEqual(new Map([['a,b', '1\n2']]));
});

test('hides secrets, also those that a step names', () => {
  const { shown, error } = view(['a word', '::add-mask::other', '::error::word other'], ['word']);
  expect(shown).toEqual(['  a ***', '  error: *** ***']);
  expect(error).toBe('*** ***');
});

test('hides a secret that is taken apart by what a terminal does not show', () => {
  expect(view(['se\u001b[0mcret'], ['secret']).shown).toEqual(['  ***']);
});

test('shows no beginning of a secret where a long line is cut', () => {
  const secret = 's3cr3t'.repeat(100);
  const [line = ''] = view([`${'x'.repeat(65_000)}${secret.repeat(5)}`], [secret]).shown;
  expect(line).toMatch(/^ {2}x+(\*\*\*)? … \(cut\)$/);
  const [other = ''] = view([secret.repeat(1000)], [secret]).shown;
  expect(other).toMatch(/^ {2}[*]* … \(cut\)$/);
});
