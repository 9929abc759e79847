/** Reads what the hook prints as the runner does (actions/runner, `ActionCommand.cs`, `ActionCommandManager.cs`). */
import { forged } from './fuzz-text.ts';

export interface Said {
  name: string;
  text: string;
}

const ours = ['debug', 'notice', 'warning', 'error', 'group', 'endgroup'];

/** .NET's `Char.IsWhiteSpace`. */
const leading = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * The commands of an output.
 * @param token the word that the hook ends what is not to be obeyed with
 * @throws Error for a line that would be obeyed and is not the hook's
 */
export function readOutput(output: string, token: string): Said[] {
  const said: Said[] = [];
  let isStopped = false;
  let isOpen = false;
  for (const line of output.split(/\r\n|\r|\n/)) {
    const text = line.replace(leading, '');
    if (isStopped) {
      if (text === `::${token}::`) isStopped = false;
      continue;
    }
    if (!text.startsWith('::')) {
      if (line.includes('##[')) throw new Error(`a command in the middle: ${line}`);
      continue;
    }
    const [, name = '', data = ''] = /^::([^:]*)::([^]*)$/.exec(text) ?? [];
    if (name === 'stop-commands' && data === token) {
      isStopped = true;
    } else if (!ours.includes(name) || data.startsWith(forged) || data.includes('##[')) {
      throw new Error(`a command that is not the hook's: ${line}`);
    } else {
      if (name === 'group' ? isOpen : name === 'endgroup' && !isOpen) {
        throw new Error(`a group in a group: ${line}`);
      }
      if (name.endsWith('group')) isOpen = name === 'group';
      said.push({ name, text: unescaped(data) });
    }
  }
  if (isStopped || isOpen) throw new Error('what was begun is not ended');
  return said;
}

function unescaped(data: string): string {
  return data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** One clear sentence: what failed, for people. */
export function checkSentence(text: string): void {
  const isLong = text.length > 20_000;
  const isTrace = /^\s+at |node:internal|\.[jt]s:\d+:\d+/m.test(text);
  if (
    isLong ||
    isTrace ||
    /Unexpected error|undefined|\[object/.test(text) ||
    !/\w{3}/.test(text)
  ) {
    throw new Error(`no clear sentence: ${text.slice(0, 500)}`);
  }
}
