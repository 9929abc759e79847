/** A piece of a page. Only `html` makes one, so that all other text is escaped where it goes in. */
export interface Html {
  readonly markup: string;
}

type Content = Html | string | number | readonly Content[];

/** Markup with values in it: text is escaped, pieces and lists of pieces stay what they are. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  const markup = literals.reduce((text, literal, index) => {
    return text + markupOf(values[index - 1] ?? '') + literal;
  });
  return { markup };
}

/** For markup that this project wrote itself, such as a style sheet. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(content: Content): string {
  if (typeof content === 'object') {
    return 'markup' in content ? content.markup : content.map(markupOf).join('');
  }
  return String(content).replaceAll(/[&<>"']/g, (letter) => `&#${String(letter.charCodeAt(0))};`);
}
