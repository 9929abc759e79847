import { expect, test } from '@jest/globals';
import blake from 'blakejs';
import nacl from 'tweetnacl';
import { seal } from './sealed-box.ts';

/** The key pair of the seed 00 01 02 … 1f, and a box, all made by libsodium 1.0.18. */
const publicKey = 'RwHQhIhFH1RaQJ+1iuPlhYHKQKw/fxFGmM1x3qxzygE=';
const secretKey = 'PZTupJxYCu+BaTV2K+BJVZ1tFEDe3hLmoSXxhB//jm8=';
const sealedByLibsodium =
  'LlpYMfDk6xZywneY4I6VCakxYk/AEbHKfdUL1hTeoylohjj5W3rJhq89jryhH+6G3ptsHcv6mNa5';

/** Opens a box step by step: key agreement, streamed hash and secretbox instead of box. */
function open(sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const ephemeral = bytes.subarray(0, 32);
  const hash = blake.blake2bInit(24);
  blake.blake2bUpdate(hash, ephemeral);
  blake.blake2bUpdate(hash, Buffer.from(publicKey, 'base64'));
  const shared = nacl.box.before(ephemeral, Buffer.from(secretKey, 'base64'));
  const opened = nacl.secretbox.open(bytes.subarray(32), blake.blake2bFinal(hash), shared);
  return opened ? Buffer.from(opened).toString('utf8') : 'not for this key';
}

test('the opener of this test opens what libsodium has sealed', () => {
  expect(open(sealedByLibsodium)).toBe('a tökén');
});

test.each(['', 'a', 'a tökén', 'A'.repeat(3000), '\u0000\n'])('seals %j', (text) => {
  expect(open(seal(text, publicKey))).toBe(text);
});

test('never seals twice in the same way', () => {
  expect(seal('a', publicKey)).not.toBe(seal('a', publicKey));
});

test.each([
  ['nothing', ''],
  ['no base64', 'x'.repeat(43) + '!'],
  ['31 bytes', Buffer.alloc(31).toString('base64')],
  ['33 bytes', Buffer.alloc(33).toString('base64')],
  ['no padding', publicKey.slice(0, -1)],
  ['a line break', `${publicKey}\n`],
  ['the other alphabet', publicKey.replaceAll('/', '_').replaceAll('+', '-')],
])('refuses a public key that is %s', (_what, key) => {
  const sealing = () => seal('hidden', key);
  expect(sealing).toThrow('not 32 bytes of base64');
  expect(sealing).toThrow(expect.objectContaining({ reason: 'bad-answer' }));
});
