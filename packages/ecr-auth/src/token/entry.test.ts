import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EcrAuthError } from '../errors.ts';
import { formatEntry, formatFailure, parseEntry, parseFailure } from './entry.ts';

const entry = {
  host: 'h',
  token: {
    username: 'AWS' as const,
    password: 'secret',
    obtainedAt: new Date(1),
    refreshAt: new Date(2),
    expiresAt: new Date(3),
    source: 'environment' as const,
  },
};

test('reads what it wrote', () => {
  expect(parseEntry('key', formatEntry('key', entry))).toEqual(entry);
});

test('takes no entry of another key', () => {
  expect(parseEntry('other', formatEntry('key', entry))).toBeUndefined();
});

test.each(['version', 'key', 'host', 'password', 'obtainedAt', 'refreshAt', 'expiresAt'])(
  'takes no entry without %s',
  (field) => {
    const fields = JSON.parse(formatEntry('key', entry)) as Record<string, unknown>;
    for (const value of [undefined, null, {}, 'never']) {
      const spoilt = { ...fields, [field]: value };
      const text = field === 'host' || field === 'password' ? typeof value === 'string' : false;
      if (!text) expect(parseEntry('key', JSON.stringify(spoilt))).toBeUndefined();
    }
  },
);

test('takes no other content, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
      expect(parseEntry('key', content)).toBeUndefined();
      parseFailure(content);
    }),
  );
});

test('hands a failure on to those who waited', () => {
  const details = {
    reason: 'access-denied' as const,
    hint: 'Allow it.',
    notes: ['environment: x'],
  };
  const error = new EcrAuthError('Denied.', details);
  const read = parseFailure(formatFailure({ at: new Date(5), error }));
  expect(read?.at).toEqual(new Date(5));
  expect(read?.error).toMatchObject({ message: 'Denied.', ...details });
});
