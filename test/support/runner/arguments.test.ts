import { expect, test } from '@jest/globals';
import { actionArguments, containerArguments, scriptArguments } from './arguments.ts';

test.each([
  ['-e /__w/_temp/x.sh', ['-e', '/__w/_temp/x.sh']],
  [`-command ". '/__w/_temp/x.ps1'"`, ['-command', '".', `'/__w/_temp/x.ps1'"`]],
  ['a  b', ['a', '', 'b']],
  ['a\t b\n', ['a', 'b']],
  ['', ['']],
])('cuts the arguments of a script, %j', (text, pieces) => {
  expect(scriptArguments(text)).toEqual(pieces);
});

test.each([
  ['-n "hello world"  it\'s', ['-n', '"hello', 'world"', "it's"]],
  ['', []],
  ['   ', []],
])('drops the empty pieces of a container, %j', (text, pieces) => {
  expect(containerArguments(text)).toEqual(pieces);
});

test('wraps each argument of an action.yml in quotes', () => {
  const text = actionArguments(['--name', 'Mona Lisa', '', 'say "hi"']);
  expect(text).toBe(' "--name" "Mona Lisa" "" "say \\"hi\\""');
  expect(containerArguments(text)).toEqual([
    ...['"--name"', '"Mona', 'Lisa"', '""'],
    ...['"say', '\\"hi\\""'],
  ]);
});
