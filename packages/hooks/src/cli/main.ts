import { explain } from '../errors.ts';
import { UsageError, parseArguments, type Options, type Values } from './arguments.ts';
import { createOutput, type Output } from './output.ts';

declare const HOOK_VERSION: string;

/** What a command is to the command line. */
export interface Command {
  /** What `--help` prints, no line longer than 80 letters. */
  help: string;
  options: Options;
  run(values: Values, output: Output): Promise<ExitCode>;
}

/** 0: done; 1: it failed, or its answer is no; 2: called wrongly. */
export type ExitCode = 0 | 1 | 2;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  rehearse: async () => (await import('./rehearse.ts')).rehearse,
  rollout: async () => (await import('./rollout.ts')).rollout,
  report: async () => (await import('./report.ts')).report,
  policy: async () => (await import('./policy.ts')).policy,
  compile: async () => (await import('./compile.ts')).compile,
};

const help = `hooks ${HOOK_VERSION}: runs ecr-runner-hooks on a fleet.

Usage: hooks COMMAND [OPTIONS]

Commands:
  rehearse   plays a job through the hook, with the docker of this machine
  rollout    checks a rollout file, and shows what a job would get
  report     compares canary and control in the event logs of runners
  policy     checks a policy file, and what it says of a container
  compile    compiles the hook ahead, so that no step has to do it again

Options:
  --help     print this text; after a command, that of the command
  --version  print the version

Exit codes:
  0  done, and the answer is yes
  1  it failed, or the answer is no
  2  called wrongly

Examples:
  hooks rollout /etc/ecr-runner-hooks/rollout.yml
  hooks report --help

Documentation: docs/rollout.md`;

/** Runs one command; everything that goes wrong ends in one line on stderr. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const output = createOutput(process.stdout, process.stderr, process.env);
  const [name = '', ...rest] = args;
  try {
    if (['--version', '-v', 'version'].includes(name)) {
      output.print(HOOK_VERSION);
      return 0;
    }
    if (['--help', '-h', 'help'].includes(name)) {
      output.print(help);
      return 0;
    }
    return await runCommand(name, rest, output);
  } catch (error) {
    output.note(explain(error));
    return error instanceof UsageError ? 2 : 1;
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
    throw new UsageError(what, { hint: 'See --help.' });
  }
  const command = await load();
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    output.print(command.help);
    return 0;
  }
  return command.run(parseArguments(args, command.options), output);
}
