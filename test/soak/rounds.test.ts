import { expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const program = join(import.meta.dirname, 'rounds.js');

function rounds(...args: string[]) {
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

test('a signal ends the round, and jest with it', async () => {
  const child = spawn(process.execPath, [
    program,
    '--rounds',
    '2',
    '--seed',
    '8',
    '--files',
    'no/such/file',
  ]);
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(await stderr).toBe('Stopped by SIGTERM.\n');
  expect(await stdout).toBe('Round 1 of 2, seed 8\n');
});

test('the help fits 80 columns', () => {
  const { status, stdout } = rounds('--help');
  expect(status).toBe(0);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
