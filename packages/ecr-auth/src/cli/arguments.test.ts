import { expect, test } from '@jest/globals';
import { parseArguments } from './arguments.ts';

const options = { repo: 'text', env: 'texts', json: 'flag' } as const;
const parse = (...args: string[]) => parseArguments(args, options);

test('reads flags with their values', () => {
  expect(parse('--repo', 'o/r', '--json')).toEqual({ repo: ['o/r'], json: [true] });
  expect(parse('--repo=o/r')).toEqual({ repo: ['o/r'] });
  expect(parse('--env=a', '--env=b')).toEqual({ env: ['a', 'b'] });
});

test.each([
  [['--rep', 'o/r'], "Unknown option '--rep'."],
  [['--repo'], "Option '--repo <value>' argument missing."],
  [['--repo', '--json'], "Option '--repo' argument is ambiguous."],
  [['--repo='], '--repo has an empty value.'],
  [['--repo=a', '--repo=b'], '--repo is given twice.'],
  [['--json=yes'], "Option '--json' does not take an argument."],
  [['--no-json'], "Unknown option '--no-json'."],
  [['o/r'], "Unexpected argument 'o/r'"],
])('refuses %j', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
