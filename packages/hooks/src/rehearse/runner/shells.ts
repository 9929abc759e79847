import { HookError } from '../../errors.ts';
import { fragments } from './requests.ts';

/** How a `run:` step is started. */
export interface ShellCommand {
  program: string;
  /** Cut at spaces, as the runner sends it. */
  arguments: string[];
}

/** What the runner makes of the short names (actions/runner, `ScriptHandlerHelpers.cs`). */
const builtIn = new Map([
  ['bash', 'bash --noprofile --norc -e -o pipefail {0}'],
  ['cmd', 'cmd /D /E:ON /V:OFF /S /C "CALL "{0}""'],
  ['powershell', `powershell -command ". '{0}'"`],
  ['pwsh', `pwsh -command ". '{0}'"`],
  ['python', 'python {0}'],
  ['sh', 'sh -e {0}'],
]);

const extensions = new Map([
  ['cmd', '.cmd'],
  ['powershell', '.ps1'],
  ['pwsh', '.ps1'],
  ['python', '.py'],
]);

/** In a container it is sh, also where bash is there. */
const defaultShell = 'sh -e {0}';

/** Ending of the script's file. */
export function scriptExtension(shell: string | undefined): string {
  return extensions.get(nameOf(shell)) ?? '.sh';
}

/**
 * The command line for a script.
 * @param path of the script in the container
 * @throws HookError for a shell that is neither known nor a template
 */
export function shellCommand(shell: string | undefined, path: string): ShellCommand {
  const template = shell ? (builtIn.get(shell) ?? shell) : defaultShell;
  if (!template.includes('{0}')) {
    throw new HookError(`The shell ${JSON.stringify(shell)} is not valid.`, {
      hint: "It is one of bash, sh, python and pwsh, or a command line with '{0}' for the script.",
    });
  }
  const [program = '', ...rest] = template.split(' ');
  return { program, arguments: fragments(rest.join(' ').replaceAll('{0}', path)) };
}

/** PowerShell does not fail by itself. */
export function scriptText(shell: string | undefined, script: string): string {
  if (!['pwsh', 'powershell'].includes(nameOf(shell))) return script;
  return `$ErrorActionPreference = 'stop'\n${script}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }`;
}

function nameOf(shell = ''): string {
  return shell.split(' ')[0] ?? '';
}
