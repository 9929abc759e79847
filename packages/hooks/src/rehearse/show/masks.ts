import { secretForms } from './secret-forms.ts';

/** Replaces secrets in everything that is shown. */
export interface Masks {
  add(secret: string): void;
  hide(text: string): string;
  /** Letters of the longest of them. */
  longest(): number;
}

const stars = '***';

/** Masks as the runner has them: the value and each of its lines (lines are shown one by one). */
export function createMasks(secrets: Iterable<string>): Masks {
  const hidden = new Set<string>();
  const masks: Masks = {
    add: (secret) => {
      for (const form of [secret, ...secret.split(/[\r\n]+/)].flatMap(secretForms))
        hidden.add(form);
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
