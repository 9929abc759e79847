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
  for (const line of output.split(/\r\n|\r|\n/)) {
    if (isStopped) {
      isStopped = line.replace(leading, '') !== `::${token}::`;
      continue;
    }
    const command = readLine(line);
    isStopped = command?.name === 'stop-commands' && command.text === token;
    if (command && !isStopped) said.push(checked(command, line));
  }
  if (isStopped) throw new Error('commands are stopped to the end');
  checkGroups(said);
  return said;
}

/** The command of a line; undefined for a line that is only text. */
function readLine(line: string): Said | undefined {
  const text = line.replace(leading, '');
  const [, name, data = ''] = /^::([^:]*)::([^]*)$/.exec(text) ?? [];
  if (name !== undefined) return { name, text: unescaped(data) };
  if (text.startsWith('::') || line.includes('##[')) throw new Error(`a command: ${line}`);
  return undefined;
}

function checked(command: Said, line: string): Said {
  const isOurs = ours.includes(command.name) && !command.text.startsWith(forged);
  if (!isOurs || line.includes('##[')) throw new Error(`a command that is not ours: ${line}`);
  return command;
}

/** Groups do not nest, and each has its end. */
function checkGroups(said: readonly Said[]): void {
  const marks = said.map(({ name }) => name).filter((name) => name.endsWith('group'));
  if (!/^(group,endgroup,)*$/.test(marks.map((name) => `${name},`).join(''))) {
    throw new Error(`groups: ${marks.join()}`);
  }
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
