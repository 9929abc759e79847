import { expect, test } from '@jest/globals';
import { awsError } from './aws-error.ts';

const call = {
  api: 'The ECR API of eu-west-1',
  credentials: 'profile ci',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  requestTimeoutMs: 5_000,
};
const answer = (name: string, message: string, httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

test.each([
  ['Signature expired: 20260101T000000Z is now earlier than', 'clock-skew'],
  ['Signature not yet current: 2026', 'clock-skew'],
  ['The request signature we calculated does not match', 'credentials'],
])('a signature that is refused with "%s" is of the class %s', (message, reason) => {
  expect(awsError(answer('InvalidSignatureException', message), call).reason).toBe(reason);
});

test.each([
  [answer('ThrottlingException', 'Rate exceeded'), 'throttled'],
  [answer('Whatever', 'x', 429), 'throttled'],
  [answer('InternalFailure', 'x', 500), 'server-error'],
  [answer('ValidationException', 'x', 400), 'refused'],
  [answer('toString', 'x', 400), 'refused'],
  [Object.assign(new Error('no'), { code: 'ENOTFOUND', askedHost: 'a.b' }), 'dns'],
  [Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED', askedHost: 'a.b' }), 'tls'],
  [Object.assign(new Error('no'), { code: 'ECONNRESET', name: 'TimeoutError' }), 'network'],
  [Object.assign(new Error('no'), { name: 'TimeoutError' }), 'timeout'],
])('%s is of the class %s', (error, reason) => {
  expect(awsError(error, call).reason).toBe(reason);
});

test('what AWS says becomes part of one line, and nobody can start another one', () => {
  const { message } = awsError(answer('AccessDenied', 'no\n::error::forged\u001b[2J'), call);
  expect(message).toBe(
    'The ECR API of eu-west-1 denies access (credentials from profile ci) (no ::error::forged [2J).',
  );
});

test('a key is shown by its ends only', () => {
  const { message } = awsError(answer('UnrecognizedClientException', 'x'), call);
  expect(message).toContain('AKIA…MPLE');
  expect(message).not.toContain(call.accessKeyId);
});
