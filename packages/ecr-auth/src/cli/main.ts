import { renderUsage, type CommandDef } from 'citty';
import { EcrAuthError, explain } from '../errors.ts';
import { checkArguments, type Values } from './arguments.ts';
import { createOutput, type Output } from './output.ts';

declare const ECR_AUTH_VERSION: string;

/** What a command is to the command line: citty's description, and what it does. */
export interface Command {
  definition: CommandDef;
  /** Flags that may be given several times. */
  repeatable?: readonly string[];
  run(values: Values, output: Output): Promise<ExitCode>;
}

/** 0: done; 1: it failed, or a check did; 2: called wrongly. */
export type ExitCode = 0 | 1 | 2;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./doctor.ts')).doctor,
  config: async () => (await import('./config.ts')).config,
  'get-login-password': async () => (await import('./get-login-password.ts')).getLoginPassword,
  'sync-github-secret': async () => (await import('./sync-github-secret.ts')).syncGithubSecret,
};

const overview: CommandDef = {
  meta: {
    name: 'ecr-auth',
    version: ECR_AUTH_VERSION,
    description: 'Credentials for Amazon ECR: checks, docker config, passwords.',
  },
};

/** Runs one command; everything that goes wrong ends in one line on stderr. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const output = createOutput(process.stdout.isTTY, process.env);
  const [name = '', ...rest] = args;
  try {
    if (['--version', '-v', 'version'].includes(name)) {
      output.print(ECR_AUTH_VERSION);
      return 0;
    }
    if (['--help', '-h', 'help', ''].includes(name)) {
      output.print(await overviewText());
      return name === '' ? 2 : 0;
    }
    return await runCommand(name, rest, output);
  } catch (error) {
    output.note(explain(error));
    const notes = error instanceof EcrAuthError ? error.notes : [];
    for (const note of notes) output.note(`  tried ${note}`);
    return error instanceof EcrAuthError && error.reason === 'usage' ? 2 : 1;
  }
}

async function runCommand(
  name: string,
  args: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    throw new EcrAuthError(`There is no command ${JSON.stringify(name)}.`, {
      reason: 'usage',
      hint: `The commands are ${Object.keys(commands).join(', ')}; see ecr-auth --help.`,
    });
  }
  const { definition, repeatable, run } = await load();
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    output.print(await renderUsage(definition, overview));
    return 0;
  }
  const flags = await (typeof definition.args === 'function' ? definition.args() : definition.args);
  return run(checkArguments(args, flags ?? {}, repeatable), output);
}

async function overviewText(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const subCommands = Object.fromEntries(
    Object.keys(commands).map((name, index) => [name, loaded[index]?.definition ?? {}]),
  );
  return renderUsage({ ...overview, subCommands });
}
