import { randomBytes } from 'node:crypto';
import blake from 'blakejs';
import nacl from 'tweetnacl';
import { EcrAuthError } from '../errors.ts';

/** 32 bytes in base64, and nothing else that Buffer would decode as well. */
const base64Key = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Encrypts a text so that only the owner of the key can read it: libsodium's `crypto_box_seal`,
 * which GitHub wants for secrets (docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api,
 * doc.libsodium.org/public-key_cryptography/sealed_boxes).
 * @param publicKeyBase64 the `key` of GitHub's answer
 * @returns base64 of the ephemeral public key, followed by the box
 * @throws EcrAuthError when the key is not 32 bytes of base64
 */
export function seal(text: string, publicKeyBase64: string): string {
  const publicKey = parsePublicKey(publicKeyBase64);
  // Node's randomness: that of tweetnacl depends on how it is bundled.
  const ephemeral = nacl.box.keyPair.fromSecretKey(randomBytes(nacl.box.secretKeyLength));
  const nonce = blake.blake2b(
    Buffer.concat([ephemeral.publicKey, publicKey]),
    undefined,
    nacl.box.nonceLength,
  );
  const box = nacl.box(Buffer.from(text, 'utf8'), nonce, publicKey, ephemeral.secretKey);
  return Buffer.concat([ephemeral.publicKey, box]).toString('base64');
}

function parsePublicKey(text: string): Uint8Array {
  if (base64Key.test(text)) return Buffer.from(text, 'base64');
  throw new EcrAuthError(
    'GitHub gave a public key that is not 32 bytes of base64: the secret cannot be encrypted.',
    { reason: 'bad-answer', hint: 'Check that GITHUB_API_URL is the address of a GitHub API.' },
  );
}
