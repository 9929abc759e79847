/** Secrets that tests plant. Each begins with the same text, so that one search finds all of them. */
import { randomBytes } from 'node:crypto';

/** What a secret is, and the letter that says so in its value. */
const letters = {
  'AWS secret access key': 'K',
  'AWS session token': 'S',
  'web identity token': 'W',
  'token of the metadata service': 'M',
  'ECR token': 'E',
  'registry password': 'P',
  'job token': 'J',
  'runtime token': 'R',
  'GitHub token': 'G',
  'secret variable': 'V',
} as const;

export type SecretKind = keyof typeof letters;

/**
 * In parts, since programs that are built of this file lie in folders that are searched. Letters and digits
 * alone: neither JSON nor a URL writes them in another way.
 */
export const marker = ['Planted', 'Secret', 'Key7'].join('');

/** A value that nothing else has; it may stand anywhere in a longer secret. */
export function plant(kind: SecretKind, rest = randomBytes(11).toString('hex')): string {
  return `${marker}${letters[kind]}${rest}`;
}

/** What the text after a marker is the rest of. */
export function kindOf(rest: string): SecretKind | undefined {
  const kinds = Object.keys(letters) as SecretKind[];
  return kinds.find((kind) => letters[kind] === rest[0]);
}
