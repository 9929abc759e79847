import type { HookCall } from '../support/runner.ts';

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

/** The output of a hook call as GitHub's log view shows it: commands become headings and notes. */
export function renderOutput(call: HookCall, style: Style): string[] {
  let stopToken: string | undefined;
  let indent = '';
  const render = (line: string): string[] => {
    const [, name, text = ''] = /^\s*::([^\s:]+)::(.*)$/.exec(line) ?? [];
    if (stopToken !== undefined && name !== stopToken) return line === '' ? [] : [indent + line];
    if (name === undefined) return [indent + line];
    if (name === 'group' || name === 'endgroup') indent = name === 'group' ? '  ' : '';
    if (name === 'group') return [style.bold(`▸ ${text}`)];
    if (name === stopToken || name === 'stop-commands') {
      stopToken = name === stopToken ? undefined : text;
    }
    return ['error', 'warning', 'notice'].includes(name) ? [note(name, text, style)] : [];
  };
  return [...call.stderr.split('\n').filter(Boolean), ...call.lines].flatMap(render);
}

function note(name: string, text: string, style: Style): string {
  const data = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  if (name === 'error') return style.red(`Error: ${data}`);
  if (name === 'warning') return style.yellow(`Warning: ${data}`);
  return style.blue(`Notice: ${data}`);
}
