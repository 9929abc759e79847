import { expect, test } from '@jest/globals';
import { HookError, codeOf, explain } from './errors.ts';

test('says what failed and what to do in one line', () => {
  const error = new HookError('redis:7 could not be pulled.', { hint: 'Check the tag.' });
  expect(explain(error)).toBe('redis:7 could not be pulled. Check the tag.');
});

test('calls anything else a bug, without a stack trace', () => {
  expect(explain(new TypeError('x is undefined'))).toBe(
    'Unexpected error in ecr-runner-hooks: x is undefined. This is a bug of the hook: please report it with the debug log of this step.',
  );
  expect(explain('text')).toContain('text');
});

test('keeps the cause and reads system error codes', () => {
  const cause = Object.assign(new Error('gone'), { code: 'ENOENT' });
  expect(new HookError('x', { cause }).cause).toBe(cause);
  expect(codeOf(cause)).toBe('ENOENT');
  expect(codeOf('text')).toBeUndefined();
});

test('leaves the end of an endless message out, and not what to do', () => {
  const text = explain(new HookError('x'.repeat(1_000_000), { hint: 'Do this.' }));
  expect(text.length).toBeLessThan(11_000);
  expect(text).toMatch(/x…\. Do this\.$/);
});
