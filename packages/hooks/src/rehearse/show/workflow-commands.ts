/** What a line of output tells the runner to do. */
export interface WorkflowCommand {
  name: string;
  properties: ReadonlyMap<string, string>;
  text: string;
}

/** All others are only text (actions/runner, `ActionCommandManager.cs`). */
const known: readonly string[] = [
  ...['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask', 'echo'],
  ...['add-matcher', 'remove-matcher', 'set-output', 'save-state', 'set-env', 'add-path'],
  ...['stop-commands', 'internal-set-repo-path'],
];

/** Finds the commands in the output of one call, whose `::stop-commands::` counts to its end. */
export function createCommandReader(): (line: string) => WorkflowCommand | undefined {
  let token: string | undefined;
  return (line) => {
    const isKnown = (name: string) =>
      token === undefined ? known.includes(name) : name === token.toLowerCase();
    const command = parseCommand(line, isKnown);
    if (token !== undefined) token = command ? undefined : token;
    else if (command?.name === 'stop-commands') token = command.text;
    return command;
  };
}

/** `::name key=value,…::text` in front, or `##[name key=value;…]text` anywhere (`ActionCommand.cs`). */
function parseCommand(
  line: string,
  isKnown: (name: string) => boolean,
): WorkflowCommand | undefined {
  const found = /^\s*::([^\s:]+)(?: ([^:].*?)?)?::(.*)$/.exec(line);
  if (found) return commandOf(found, ',', isKnown);
  const old = /^##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/.exec(
    line.slice(Math.max(0, line.indexOf('##['))),
  );
  return old ? commandOf(old, ';', isKnown) : undefined;
}

function commandOf(
  [, word = '', properties = '', text = '']: RegExpExecArray,
  separator: string,
  isKnown: (name: string) => boolean,
): WorkflowCommand | undefined {
  const name = word.toLowerCase();
  if (!isKnown(name)) return undefined;
  const pairs = properties.split(separator).flatMap((pair): [string, string][] => {
    const equals = pair.indexOf('=');
    return equals > 0 ? [[pair.slice(0, equals).trim(), unescape(pair.slice(equals + 1))]] : [];
  });
  return { name, properties: new Map(pairs), text: unescape(text) };
}

function unescape(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');
}
