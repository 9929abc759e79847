import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { dockerOptions } from './docker-options.ts';
import { readOptions } from './read-options.ts';

const read = (words: readonly string[]) =>
  readOptions(words).uses.map(({ option, value }) => [option.name, value]);

test.each<[string[], [string, string][]]>([
  [['--cap-add=A'], [['cap-add', 'A']]],
  [['--cap-add', 'A'], [['cap-add', 'A']]],
  [['--cap-add', '--privileged'], [['cap-add', '--privileged']]],
  [['--cap-add='], [['cap-add', '']]],
  [['--label=a=b=c'], [['label', 'a=b=c']]],
  [['--privileged'], [['privileged', 'true']]],
  [['--privileged=0'], [['privileged', '0']]],
  [['-v/a:/b'], [['volume', '/a:/b']]],
  [['-v=/a:/b'], [['volume', '/a:/b']]],
  [['-v', '/a:/b'], [['volume', '/a:/b']]],
  [['-e='], [['env', '=']]],
  [['-e=x'], [['env', 'x']]],
  [
    ['-itv', '/a:/b'],
    [
      ['interactive', 'true'],
      ['tty', 'true'],
      ['volume', '/a:/b'],
    ],
  ],
  [
    ['-it=false'],
    [
      ['interactive', 'true'],
      ['tty', 'false'],
    ],
  ],
  [
    ['-hv', '-e', '-v'],
    [
      ['hostname', 'v'],
      ['env', '-v'],
    ],
  ],
  [
    ['--net', 'host', '--net=x'],
    [
      ['net', 'host'],
      ['net', 'x'],
    ],
  ],
])('reads %j as pflag does', (words, expected) => {
  expect(read(words)).toEqual(expected);
});

test.each([
  [['--priviledged'], '--priviledged', 'is no option of docker that this release knows'],
  [['--priv'], '--priv', 'is no option'],
  [['--privileged '], '--privileged ', 'is no option'],
  [['-zv'], '-z', 'is no option'],
  [['-i-privileged'], '--', 'is no option'],
  [['---privileged'], '---privileged', 'is no option'],
  [['--=x'], '--', 'is no option'],
  [['-=x'], '-=', 'is no option'],
  [['--hostname'], '--hostname', 'lacks its value'],
  [['-itv'], '--volume', 'lacks its value'],
  [['alpine'], 'a word at the beginning', 'belongs to no option'],
  [['-e', 'A=my', 'secret'], 'a word after --env', 'belongs to no option'],
  [['-i', '-'], 'a word after --interactive', 'belongs to no option'],
  [[''], 'a word at the beginning', 'belongs to no option'],
  [['--'], '--', 'would end the options'],
  [['--cpus', '2\n--privileged'], '--cpus', 'a line break'],
  [['--lab\nel=x'], '--lab', 'a line break'],
])('refuses %j', (words, text, why) => {
  expect(readOptions(words).unclear).toEqual({ text, why: expect.stringContaining(why) });
});

test('what stands before a word that is not clear is read', () => {
  expect(read(['--privileged', '--foo', '--init'])).toEqual([['privileged', 'true']]);
});

test('no two options have one name or one letter', () => {
  const names = dockerOptions.map(({ name }) => name);
  const letters = dockerOptions.flatMap(({ short }) => short ?? []);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(letters).size).toBe(letters.length);
  expect(names).toEqual([...names].sort());
});

test('takes all words or says where it stopped, whatever they are', () => {
  const words = fc.array(fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(words, (given) => {
      const { uses, unclear } = readOptions(given);
      const isAll = uses.length > 0 || given.length === 0;
      expect(unclear !== undefined || isAll).toBe(true);
    }),
  );
});

test.each([
  ['words', Array.from({ length: 200_000 }, () => '-i')],
  ['letters', [`-${'i'.repeat(200_000)}`]],
])('reads many %s', (_what, words) => {
  const { uses, unclear } = readOptions(words);
  expect(uses).toHaveLength(200_000);
  expect(unclear).toBeUndefined();
});
