import { stripVTControlCharacters } from 'node:util';

/** A line with nothing in it that moves the cursor, changes colours or turns the text around. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/gu,
    (character) => (character === '\t' ? '\t' : ''),
  );
}
