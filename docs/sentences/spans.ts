import { fewestLetters } from './printed.ts';
import { fixedLength } from './wordings.ts';

/** The pieces of code in a cell: sentences in which `…` stands for anything. */
export function spansOf(cell: string): readonly string[] {
  return [...cell.matchAll(/(`+)(.+?)\1(?!`)/g)].map(([, , code = '']) => code.trim());
}

/**
 * Whether a span is about a sentence: its fixed parts are there, in their order. They are seven letters and digits
 * or more, and a quarter of those of the sentence, so that no span fits everything.
 */
export function fits(span: string, sentence: string): boolean {
  const letters = fixedLength(span);
  const isTelling = letters >= fewestLetters && letters * 4 >= fixedLength(sentence);
  return isTelling && hasParts(sentence, span);
}

/** Whether the fixed parts of one text are in another, in their order. */
export function hasParts(text: string, parts: string): boolean {
  let from = 0;
  return parts.split('…').every((part) => {
    const found = text.indexOf(part.trim(), from);
    from = found + part.trim().length;
    return found >= 0;
  });
}
