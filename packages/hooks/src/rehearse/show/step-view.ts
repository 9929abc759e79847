import { plain, type Masks } from './masks.ts';
import { createCommandReader, type WorkflowCommand } from './workflow-commands.ts';

/** Shows the output of one call of the hook, and keeps what it says to the runner. */
export interface StepView {
  /** One line of output, without its end. */
  line(text: string): void;
  /** What `::set-output::` said. */
  outputs: ReadonlyMap<string, string>;
  /** The texts of `::error::`. */
  errors: readonly string[];
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

/** The runner's own commands are obeyed as far as they change what is seen; the others vanish. */
export function createStepView({ write, masks, debug }: StepViewOptions): StepView {
  const read = createCommandReader();
  const outputs = new Map<string, string>();
  const errors: string[] = [];
  const show = (text: string) => {
    for (const line of text.split(/\r\n|\n|\r/)) write(margin + shown(line, masks));
  };
  const obey = ({ name, properties, text }: WorkflowCommand) => {
    if (name === 'error' || name === 'warning' || name === 'notice') show(`${name}: ${text}`);
    if (name === 'error') errors.push(masks.hide(plain(text)));
    if (name === 'debug' && debug) show(`debug: ${text}`);
    if (name === 'group') show(`▸ ${text}`);
    if (name === 'add-mask') masks.add(text);
    if (name === 'set-output') outputs.set(properties.get('name') ?? '', text);
  };
  return {
    outputs,
    errors,
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
