import { expect, test } from '@jest/globals';
import { readCommand, readCommands } from './commands.ts';

test.each([
  ['::error::what', 'error', 'what'],
  ['  ::error file=a.ts,line=1,title=a:b::what', 'error', 'what'],
  ['::ERROR::what', 'error', 'what'],
  ['::notice::a%0Ab%25', 'notice', 'a\nb%'],
  ['::endgroup::', 'endgroup', ''],
  ['::error::a::b', 'error', 'a::b'],
  ['text ##[error]what', 'error', 'what'],
  ['##[group]Run x', 'group', 'Run x'],
  ['::unknown::##[warning]what', 'warning', 'what'],
])('finds the command in %j', (line, name, text) => {
  expect(readCommands([line])).toEqual([{ name, text }]);
});

test.each([
  'text ::error::what',
  '::error:',
  '::unknown::what',
  '##[unknown]what',
  '##[error what',
  ':::error::what',
  'std::error::what',
  '',
])('finds none in %j', (line) => {
  expect(readCommands([line])).toEqual([]);
});

test('finds none between stop-commands and its token, in whatever case', () => {
  const lines = [
    '::stop-commands::Token',
    '::error::no',
    '##[error]no',
    '::token::',
    '::debug::yes',
  ];
  expect(readCommands(lines)).toEqual([
    { name: 'stop-commands', text: 'Token' },
    { name: 'debug', text: 'yes' },
  ]);
});

test('reads a single line whatever the name', () => {
  expect(readCommand('::token::')).toEqual({ name: 'token', text: '' });
});
