/** The fake AWS verifies signatures; these are AWS's own examples, and what must not pass. */
import { describe, expect, test } from '@jest/globals';
import {
  isCompletelySigned,
  isSignedBy,
  isTimely,
  parseAuthorization,
  type HttpRequest,
} from './support/sigv4.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const credential = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/${service}/aws4_request`;

/** `get-vanilla` of AWS's Signature Version 4 test suite. */
const vanilla: HttpRequest = {
  method: 'GET',
  url: '/',
  headers: {
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization: `${credential('service')}, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31`,
  },
  body: '',
};

/** The example of AWS's documentation of Signature Version 4: a request with a query. */
const listUsers: HttpRequest = {
  method: 'GET',
  url: '/?Action=ListUsers&Version=2010-05-08',
  headers: {
    host: 'iam.amazonaws.com',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-amz-date': '20150830T123600Z',
    authorization: `${credential('iam')}, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7`,
  },
  body: '',
};

function authorizationOf({ headers }: HttpRequest) {
  const authorization = parseAuthorization(String(headers['authorization']));
  if (!authorization) throw new Error('The header does not parse.');
  return authorization;
}

describe('a signature', () => {
  test.each([
    ['get-vanilla', vanilla],
    ['ListUsers', listUsers],
  ])('of AWS is accepted: %s', (_, request) => {
    const authorization = authorizationOf(request);
    expect(isSignedBy(request, authorization, secret)).toBe(true);
    expect(isCompletelySigned(request, authorization)).toBe(true);
  });

  test.each<[string, HttpRequest, string]>([
    ['secret', listUsers, `${secret}\n`],
    ['body', { ...listUsers, body: '{}' }, secret],
    ['method', { ...listUsers, method: 'POST' }, secret],
    ['path', { ...listUsers, url: `/x${listUsers.url.slice(1)}` }, secret],
    ['query', { ...listUsers, url: `${listUsers.url}&A=b` }, secret],
    ['header', { ...listUsers, headers: { ...listUsers.headers, host: 'other' } }, secret],
  ])('for another %s is refused', (_, request, key) => {
    expect(isSignedBy(request, authorizationOf(request), key)).toBe(false);
  });

  test('must cover all headers of AWS, and a hash must be the body', () => {
    const authorization = authorizationOf(vanilla);
    const extra = (name: string, value: string) => ({
      ...vanilla,
      headers: { ...vanilla.headers, [name]: value },
    });
    expect(isCompletelySigned(extra('x-amz-security-token', 'x'), authorization)).toBe(false);
    const withHash = {
      ...authorization,
      signedHeaders: ['host', 'x-amz-content-sha256', 'x-amz-date'],
    };
    expect(isCompletelySigned(extra('x-amz-content-sha256', 'x'), withHash)).toBe(false);
  });

  test('is good for five minutes', () => {
    const authorization = authorizationOf(vanilla);
    const at = (time: string) => isTimely(vanilla, authorization, new Date(time));
    expect(at('2015-08-30T12:40:59Z')).toBe(true);
    expect(at('2015-08-30T12:41:01Z')).toBe(false);
    expect(at('2015-08-30T12:30:59Z')).toBe(false);
  });

  test.each([
    '',
    'Bearer x',
    'AWS4-HMAC-SHA256 Credential=AKID/x, SignedHeaders=host, Signature=0',
  ])('has one form only: %j is none', (header) =>
    expect(parseAuthorization(header)).toBeUndefined(),
  );
});
