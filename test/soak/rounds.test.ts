import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

function rounds(...args: string[]) {
  const program = join(import.meta.dirname, 'rounds.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each([
  [['--rounds', '0'], '--rounds must be a whole number from 1 on, but is 0.\n'],
  [['--seed', 'x'], '--seed must be a whole number from 1 on, but is x.\n'],
])('%s is one sentence', (args, stderr) => {
  expect(rounds(...args)).toEqual({ status: 2, stdout: '', stderr });
});

test('a round that plays no file is no success', () => {
  expect(rounds('--rounds', '1', '--seed', '7', '--files', 'no/such/file')).toEqual({
    status: 2,
    stdout: 'Round 1 of 1, seed 7\n',
    stderr: 'jest has played no file: .soak/rounds/7.log has what it printed.\n',
  });
});

test('the help fits 80 columns', () => {
  const { status, stdout } = rounds('--help');
  expect(status).toBe(0);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
