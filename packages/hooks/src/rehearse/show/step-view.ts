import type { Masks } from './masks.ts';
import { plain } from './plain.ts';
import { createCommandReader, type WorkflowCommand } from './workflow-commands.ts';

/** Shows the output of one call of the hook, and keeps what it says to the runner. */
export interface StepView {
  /** One line of output, without its end. */
  line(text: string): void;
  /** What `::set-output::` said. */
  outputs: ReadonlyMap<string, string>;
  /** The text of the last `::error::`. */
  error(): string | undefined;
}

export interface StepViewOptions {
  write(line: string): void;
  masks: Masks;
  /** Shows `::debug::`. */
  debug: boolean;
}

/** In front of whatever others print, so that none of it can pass for a line of the rehearsal. */
const margin = '  ';

/** Letters of a line that are shown. */
const longestLine = 64 * 1024;

/** Letters of a complaint that are told again as the reason of a failure. */
const longestReason = 1000;

/** The runner's own commands are obeyed as far as they change what is seen; the others vanish. */
export function createStepView({ write, masks, debug }: StepViewOptions): StepView {
  const read = createCommandReader();
  const outputs = new Map<string, string>();
  let lastError: string | undefined;
  const show = (text: string) => {
    for (const line of text.split(/\r\n|\n|\r/)) write(margin + shown(line, masks));
  };
  const obey = ({ name, properties, text }: WorkflowCommand) => {
    if (name === 'error' || name === 'warning' || name === 'notice') show(`${name}: ${text}`);
    if (name === 'error') lastError = shortened(text, masks);
    if (name === 'debug' && debug) show(`debug: ${text}`);
    if (name === 'group') show(`▸ ${text}`);
    if (name === 'add-mask') masks.add(text);
    if (name === 'set-output') outputs.set(properties.get('name') ?? '', text);
  };
  return {
    outputs,
    error: () => lastError,
    line: (text) => {
      const command = read(text);
      if (command) obey(command);
      else show(text);
    },
  };
}

/** Where a line is cut, what could be the beginning of a secret goes, too. */
function shown(line: string, masks: Masks): string {
  if (line.length <= longestLine) return masks.hide(plain(line));
  const longest = masks.longest();
  const text = masks.hide(plain(line.slice(0, longestLine + longest)));
  return `${text.slice(0, Math.max(0, text.length - longest))} … (cut)`;
}

function shortened(text: string, masks: Masks): string {
  const line = shown(text, masks);
  return line.length > longestReason ? `${line.slice(0, longestReason)} …` : line;
}
