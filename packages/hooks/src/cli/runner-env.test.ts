import { expect, test } from '@jest/globals';
import { parseRunnerEnv } from './runner-env.ts';

test('reads the .env file of a runner', () => {
  expect(parseRunnerEnv('A=1\r\nB=x=y\n\nnothing\n=1\rHOOK_X=\n# C=3\n')).toEqual([
    ['A', '1'],
    ['B', 'x=y'],
    ['HOOK_X', ''],
    ['# C', '3'],
  ]);
});
