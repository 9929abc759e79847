import { EcrAuthError, explain } from '../errors.ts';
import { parseArguments, type Options, type Values } from './arguments.ts';
import { createOutput, type Output } from './output.ts';

declare const ECR_AUTH_VERSION: string;

/** What a command is to the command line. */
export interface Command {
  /** What `--help` prints, no line longer than 80 letters. */
  help: string;
  options: Options;
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

const help = `ecr-auth ${ECR_AUTH_VERSION}: credentials for Amazon ECR.

Usage: ecr-auth COMMAND [OPTIONS]

Commands:
  doctor              checks the way from this user to an image in ECR
  config              writes registries into the config.json of docker
  get-login-password  prints a password for docker login
  sync-github-secret  stores the password as a secret of GitHub Actions

Options:
  --help     print this text; after a command, that of the command
  --version  print the version

Exit codes:
  0  done
  1  it failed, or a check did
  2  called wrongly

Examples:
  ecr-auth doctor --image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1
  ecr-auth config --help

Documentation: docs/ecr-auth.md`;

/** Runs one command; everything that goes wrong ends in one line on stderr. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const output = createOutput(process.stdout, process.stderr, process.env);
  const [name = '', ...rest] = args;
  try {
    if (['--version', '-v', 'version'].includes(name)) {
      output.print(ECR_AUTH_VERSION);
      return 0;
    }
    if (['--help', '-h', 'help'].includes(name)) {
      output.print(help);
      return 0;
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
    const what =
      name === '' ? 'No command is given.' : `There is no command ${JSON.stringify(name)}.`;
    throw new EcrAuthError(what, { reason: 'usage', hint: 'See --help.' });
  }
  const command = await load();
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    output.print(command.help);
    return 0;
  }
  return command.run(parseArguments(args, command.options), output);
}
