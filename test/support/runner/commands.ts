/** A workflow command that the runner found in a line of output. */
export interface WorkflowCommand {
  name: string;
  text: string;
}

/** Anything else is text (`ActionCommandManager.cs`). */
const names: readonly string[] = [
  ...['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'echo', 'add-mask'],
  ...['add-matcher', 'remove-matcher', 'set-output', 'save-state', 'set-env', 'add-path'],
  ...['internal-set-repo-path', 'stop-commands'],
];

/**
 * Reads output as the runner does (`OutputManager.cs`, `ActionCommand.cs`): `::name::` after
 * leading white space, `##[name]` anywhere in a line, names in any case, and nothing between
 * `::stop-commands::` and its token.
 */
export function readCommands(lines: readonly string[]): WorkflowCommand[] {
  let stopToken: string | undefined;
  return lines.flatMap((line) => {
    const known = stopToken === undefined ? names : [stopToken.toLowerCase()];
    const command = readCommand(line, (name) => known.includes(name.toLowerCase()));
    if (!command) return [];
    if (stopToken !== undefined) {
      stopToken = undefined;
      return [];
    }
    const name = command.name.toLowerCase();
    if (name === 'stop-commands') stopToken = command.text;
    return [{ name, text: command.text }];
  });
}

/** The command in a line, if there is one; by default of any name. */
export function readCommand(
  line: string,
  isKnown: (name: string) => boolean = () => true,
): WorkflowCommand | undefined {
  // `::name key=value,…::text`, and the older `##[name key=value;…]text`.
  const forms = [
    /^\s*::([^\s:]+)(?:\s.*?)?::(.*)$/.exec(line),
    /##\[([^\s\]]+)[^\]]*\](.*)$/.exec(line),
  ];
  const match = forms.find((form) => form?.[1] !== undefined && isKnown(form[1]));
  return match ? { name: match[1] ?? '', text: unescapeData(match[2] ?? '') } : undefined;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
