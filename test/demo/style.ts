/** Paints text; without colour it leaves it as it is. */
export interface Style {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
  yellow: (text: string) => string;
  green: (text: string) => string;
  blue: (text: string) => string;
}

/** @param colour whether the output is a terminal that wants it (https://no-color.org) */
export function createStyle(colour: boolean): Style {
  const paint = (code: number) => (text: string) =>
    colour ? `\u001b[${String(code)}m${text}\u001b[0m` : text;
  return {
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    green: paint(32),
    yellow: paint(33),
    blue: paint(34),
  };
}

/** Breaks text at its spaces, and what is longer than a line where that ends. Later lines are indented. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(' ').flatMap((whole) => pieces(whole, width - 2))) {
      const last = lines.at(-1);
      if (last === undefined) lines.push(word);
      else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(`  ${word}`);
    }
    return lines;
  });
}

function pieces(word: string, width: number): readonly string[] {
  return word.match(new RegExp(`.{1,${String(width)}}`, 'gu')) ?? [word];
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1 image`, `2 images` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${String(number)} ${number === 1 ? one : many}`;
}
