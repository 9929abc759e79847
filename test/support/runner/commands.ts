/** A workflow command that the runner found in a line of output. */
export interface WorkflowCommand {
  name: string;
  text: string;
}

/**
 * Reads output as the runner does (`OutputManager.cs`, `ActionCommand.cs`): `::name::` after
 * leading white space, `##[name]` anywhere in a line, and nothing between `::stop-commands::` and
 * its token.
 */
export function readCommands(lines: readonly string[]): WorkflowCommand[] {
  let stopToken: string | undefined;
  return lines.flatMap((line) => {
    const command = readCommand(line);
    if (!command) return [];
    if (stopToken !== undefined) {
      if (command.name === stopToken) stopToken = undefined;
      return [];
    }
    if (command.name === 'stop-commands') stopToken = command.text;
    return [command];
  });
}

/** The command in a line, if there is one; whether the runner knows its name is another question. */
export function readCommand(line: string): WorkflowCommand | undefined {
  const match =
    /^\s*::([^\s:]+)[^:]*::(.*)$/.exec(line) ?? /##\[([^\s\]]+)[^\]]*\](.*)$/.exec(line);
  return match ? { name: match[1] ?? '', text: unescapeData(match[2] ?? '') } : undefined;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
