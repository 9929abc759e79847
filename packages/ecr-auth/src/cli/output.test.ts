import { expect, test } from '@jest/globals';
import { createOutput } from './output.ts';

test.each([
  ['at a terminal', { isTTY: true }, {}, '\u001b[31mfail\u001b[39m\n'],
  ['in a pipe', { isTTY: false }, {}, 'fail\n'],
  ['with NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, 'fail\n'],
  ['at a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, 'fail\n'],
])('%s', (_where, terminal, env, expected) => {
  let text = '';
  const stream = { ...terminal, columns: 80, write: (piece: string) => Boolean((text += piece)) };
  const { print, color } = createOutput(stream, stream, env);
  print(color('red', 'fail'));
  expect(text).toBe(expected);
});
