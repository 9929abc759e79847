import { stripVTControlCharacters, styleText } from 'node:util';

export interface Output {
  /** A line of the answer, on stdout. */
  print(line: string): void;
  /** A line beside it, on stderr. */
  note(line: string): void;
  color(style: 'green' | 'yellow' | 'red' | 'bold' | 'gray', text: string): string;
}

/** @param tty whether a person looks at stdout; NO_COLOR is respected (no-color.org) */
export function createOutput(tty: boolean, env: NodeJS.ProcessEnv): Output {
  const colored = tty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const plain = (text: string) => (colored ? text : stripVTControlCharacters(text));
  return {
    print: (line) => void process.stdout.write(`${plain(line)}\n`),
    note: (line) => void process.stderr.write(`ecr-auth: ${stripVTControlCharacters(line)}\n`),
    color: (style, text) => (colored ? styleText(style, text) : text),
  };
}
