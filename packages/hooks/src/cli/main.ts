import { renderUsage, type CommandDef } from 'citty';
import { explain } from '../errors.ts';
import { UsageError, parseArguments, type Values } from './arguments.ts';
import { createOutput, type Output } from './output.ts';

declare const HOOK_VERSION: string;

/** What a command is to the command line: citty's description, and what it does. */
export interface Command {
  definition: CommandDef;
  /** Flags that may be given several times. */
  repeatable?: readonly string[];
  run(values: Values, output: Output): Promise<ExitCode>;
}

/** 0: done; 1: it failed, or its answer is no; 2: called wrongly. */
export type ExitCode = 0 | 1 | 2;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  rollout: async () => (await import('./rollout.ts')).rollout,
  policy: async () => (await import('./policy.ts')).policy,
  report: async () => (await import('./report.ts')).report,
  rehearse: async () => (await import('./rehearse.ts')).rehearse,
};

const overview: CommandDef = {
  meta: {
    name: 'hooks',
    version: HOOK_VERSION,
    description: 'For people who run ecr-runner-hooks on a fleet: try it, roll it out, look at it.',
  },
};

/** Runs one command; everything that goes wrong ends in one line on stderr. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const output = createOutput(process.stdout, process.stderr, process.env);
  const [name = '', ...rest] = args;
  try {
    if (['--version', '-v', 'version'].includes(name)) {
      output.print(HOOK_VERSION);
      return 0;
    }
    if (['--help', '-h', 'help', ''].includes(name)) {
      output.print(await overviewText());
      return name === '' ? 2 : 0;
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
    throw new UsageError(`There is no command ${JSON.stringify(name)}.`, {
      hint: `The commands are ${Object.keys(commands).join(', ')}; see hooks --help.`,
    });
  }
  const { definition, repeatable, run } = await load();
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    output.print(await renderUsage(definition, overview));
    return 0;
  }
  const known = await (typeof definition.args === 'function' ? definition.args() : definition.args);
  return run(parseArguments(args, known ?? {}, repeatable), output);
}

async function overviewText(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const subCommands = Object.fromEntries(
    Object.keys(commands).map((name, index) => [name, loaded[index]?.definition ?? {}]),
  );
  return renderUsage({ ...overview, subCommands });
}
