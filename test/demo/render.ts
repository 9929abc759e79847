import { readCommand } from '../support/runner/commands.ts';
import { wrap, type Style } from './style.ts';

/** Commands that the runner obeys and does not show (`ActionCommandManager.cs`). */
const silent = new Set([
  ...['add-matcher', 'add-path', 'debug', 'echo', 'remove-matcher', 'save-state', 'set-env'],
  ...['set-output', 'internal-set-repo-path'],
]);

const notes: Readonly<Record<string, { label: string; paint: keyof Style }>> = {
  error: { label: 'Error', paint: 'red' },
  warning: { label: 'Warning', paint: 'yellow' },
  notice: { label: 'Notice', paint: 'blue' },
};

/**
 * Shows the lines of one step after another as GitHub's log view does: commands become headings and
 * notes or vanish, masked values become stars, and between `::stop-commands::` and its token
 * everything is only text.
 */
export function createRenderer(
  style: Style,
  width: number,
): (log: readonly string[]) => readonly string[] {
  const masks = new Set<string>();
  const masked = (line: string) =>
    [...masks].reduce((text, secret) => text.replaceAll(secret, '***'), line);

  return (log) => {
    let stopToken: string | undefined;
    let indent = '';

    const note = (name: string, text: string): string[] => {
      const { label, paint } = notes[name] ?? { label: name, paint: 'bold' };
      const lines = wrap(masked(`${label}: ${text}`), width - indent.length);
      return lines.map((line) => indent + style[paint](line));
    };
    const obey = (name: string, text: string): string[] | undefined => {
      if (notes[name]) return note(name, text);
      if (name === 'group') {
        indent = '  ';
        return [style.bold(`▸ ${masked(text)}`)];
      }
      if (name === 'endgroup') indent = '';
      else if (name === 'stop-commands') stopToken = text;
      else if (name === 'add-mask') masks.add(text);
      else if (!silent.has(name)) return undefined;
      return [];
    };
    const render = (line: string): string[] => {
      const plain = () =>
        wrap(masked(line), width - indent.length).map((part) => (indent + part).trimEnd());
      const command = readCommand(line);
      if (!command) return plain();
      if (stopToken === undefined) return obey(command.name, command.text) ?? plain();
      if (command.name !== stopToken) return plain();
      stopToken = undefined;
      return [];
    };
    return log.flatMap(render);
  };
}
