import { stripVTControlCharacters, styleText } from 'node:util';

export interface Output {
  /** A line of the answer, on stdout. */
  print(line: string): void;
  /** A line beside it, on stderr. */
  note(line: string): void;
  color(style: 'green' | 'yellow' | 'red' | 'bold' | 'gray', text: string): string;
  /** Letters in a line of the terminal; 80 where there is none. */
  columns: number;
}

/** Whether there are colours is decided here, not once more by node. */
const ours = { validateStream: false };

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** NO_COLOR is respected (no-color.org). */
export function createOutput(stdout: Stream, stderr: Stream, env: NodeJS.ProcessEnv): Output {
  const colored = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const plain = (text: string) => (colored ? text : stripVTControlCharacters(text));
  return {
    print: (line) => void stdout.write(`${plain(line)}\n`),
    note: (line) => void stderr.write(`ecr-auth: ${stripVTControlCharacters(line)}\n`),
    color: (style, text) => (colored ? styleText(style, text, ours) : text),
    columns: stdout.columns || 80,
  };
}
