import { expect, test } from '@jest/globals';
import { checkArguments } from './arguments.ts';

const definitions = {
  repo: { type: 'string' },
  json: { type: 'boolean' },
} as const;
const check = (...args: string[]) => checkArguments(args, definitions, []);

test('reads flags with their values', () => {
  expect(check('--repo', 'o/r', '--json')).toEqual({ repo: ['o/r'], json: [true] });
  expect(check('--repo=o/r')).toEqual({ repo: ['o/r'] });
  expect(checkArguments(['--repo=a', '--repo=b'], definitions, ['repo'])).toEqual({
    repo: ['a', 'b'],
  });
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
  expect(() => check(...args)).toThrow(message);
});
