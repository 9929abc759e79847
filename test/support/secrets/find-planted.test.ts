import { expect, test } from '@jest/globals';
import { findPlanted } from './find-planted.ts';
import { plant } from './planted.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const secret = `${plant('registry password')}:a"s\\w ö`;

test.each<[string, string]>([
  ['as it is', secret],
  ['in the middle of a word', `x${secret}x`],
  ['in JSON', JSON.stringify({ password: secret })],
  ['in JSON in JSON', JSON.stringify(JSON.stringify({ password: secret }))],
  ['in a URL', `https://user:${encodeURIComponent(secret)}@registry.example.com/`],
  ['in the environment of a process', `A=1\0TOKEN=${secret}\0`],
  ...['', 'A', 'AB', 'ABC', 'AWS:', 'user:'].flatMap((before): [string, string][] => [
    [`in base64 after ${before.length} bytes`, `"auth":"${base64(before + secret)}"`],
    [`in base64url after ${before.length} bytes`, base64url(before + secret)],
  ]),
  [
    "in docker's header for a pull",
    base64url(JSON.stringify({ username: 'AWS', password: secret })),
  ],
  ...['', 'a', 'ab', 'abc'].flatMap((before) =>
    ['', 'AWS:', '{"payload":"', '{"password":"'].map((outer): [string, string] => [
      `in base64 of base64 after ${JSON.stringify(before)} and ${JSON.stringify(outer)}`,
      `header ${base64(`${outer}${base64(before + secret)}`)}`,
    ]),
  ),
])('finds a secret %s, and says what it is', (_how, text) => {
  const found = { kind: 'registry password', line: 2 };
  expect(findPlanted(`first\n${text}\n`)).toEqual([found]);
  expect(findPlanted(Buffer.from(`\xff\n${text}`, 'utf8'))).toEqual([found]);
});

test('finds every one, with its line', () => {
  const text = `${plant('job token')}\n\n${plant('ECR token')} ${plant('ECR token')}`;
  expect(findPlanted(text)).toEqual([
    { kind: 'job token', line: 1 },
    { kind: 'ECR token', line: 3 },
    { kind: 'ECR token', line: 3 },
  ]);
});

test('finds one of which only the beginning was written', () => {
  const [first = ''] = secret.split(':');
  expect(findPlanted(first.slice(0, 18))).toEqual([{ kind: 'registry password', line: 1 }]);
  expect(findPlanted(first.slice(0, 17))).toEqual([{ kind: undefined, line: 1 }]);
});

test('finds nothing in what holds no secret', () => {
  expect(findPlanted('')).toEqual([]);
  expect(findPlanted('PlantedSecret, planted secret key7, UGxhbnRlZFNlY3Jl')).toEqual([]);
});
