import { stripVTControlCharacters } from 'node:util';

/** Replaces secrets in everything that is shown. */
export interface Masks {
  add(secret: string): void;
  hide(text: string): string;
  /** Letters of the longest of them. */
  longest(): number;
}

const stars = '***';

/**
 * Masks as the runner has them: the value, each of its lines, and both as JSON writes them (several
 * lines are shown one by one).
 */
export function createMasks(secrets: Iterable<string>): Masks {
  const hidden = new Set<string>();
  const masks: Masks = {
    add: (secret) => {
      for (const form of [secret, ...secret.split(/\r?\n/)].flatMap(formsOf)) hidden.add(form);
    },
    hide: (text) =>
      [...hidden]
        .sort((one, other) => other.length - one.length)
        .reduce((result, secret) => result.replaceAll(secret, stars), text),
    longest: () => Math.max(0, ...[...hidden].map((secret) => secret.length)),
  };
  for (const secret of secrets) masks.add(secret);
  return masks;
}

function formsOf(text: string): string[] {
  const bare = text.trim();
  return [bare, plain(bare), JSON.stringify(bare).slice(1, -1)].filter(Boolean);
}

/** The same in every text of an object. */
export function hideIn<T>(value: T, masks: Masks): T {
  const hide = (inner: unknown): unknown => {
    if (typeof inner === 'string') return masks.hide(inner);
    if (Array.isArray(inner)) return inner.map(hide);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, part]) => [name, hide(part)]));
  };
  return hide(value) as T;
}

/** A line with nothing in it that moves the cursor or changes colours. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\t' ? '\t' : '',
  );
}
