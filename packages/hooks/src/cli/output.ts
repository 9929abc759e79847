import { stripVTControlCharacters, styleText } from 'node:util';

type Style = 'green' | 'yellow' | 'red' | 'bold' | 'gray';

export interface Output {
  /** A line of the answer, on stdout. */
  print(line: string): void;
  /** A line beside it, on stderr. */
  note(line: string): void;
  /** The same for what others say: without our name in front. */
  aside(line: string): void;
  /** How far long work has come, on stderr: one line that is written over; only at a terminal. */
  progress(line: string): void;
  color(style: Style, text: string): string;
  /** Letters in a line of the terminal; 80 where there is none. */
  columns: number;
}

/** Whether there are colours is decided here, not once more by node. */
const ours = { validateStream: false };

type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** NO_COLOR is respected (no-color.org). Text from elsewhere never moves the cursor. */
export function createOutput(stdout: Stream, stderr: Stream, env: NodeJS.ProcessEnv): Output {
  const colored = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  let isOverwriting = false;
  const clear = () => {
    if (isOverwriting) stderr.write('\r\u001b[2K');
    isOverwriting = false;
  };
  return {
    print: (line) => {
      clear();
      stdout.write(`${colored ? line : stripVTControlCharacters(line)}\n`);
    },
    note: (line) => {
      clear();
      stderr.write(`hooks: ${oneLine(line)}\n`);
    },
    aside: (line) => {
      clear();
      stderr.write(`${stripVTControlCharacters(line)}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      clear();
      stderr.write(line);
      isOverwriting = line !== '';
    },
    color: (style, text) => (colored ? styleText(style, text, ours) : text),
    columns: stdout.columns || 80,
  };
}

/** Names in a sentence may hold anything. */
function oneLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, ' ');
}
