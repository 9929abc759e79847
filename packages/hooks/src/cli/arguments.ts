import { parseArgs } from 'node:util';
import { HookError, messageOf } from '../errors.ts';

/** The command was called wrongly. */
export class UsageError extends HookError {
  override readonly name = 'UsageError';
}

/** The options of a command: one without a value, with one, or with one each time that it is given. */
export type Options = Readonly<Record<string, 'flag' | 'text' | 'texts'>>;

/** What the command line says, by the names of the command's options. */
export interface Values {
  /** The value of an option that may be given once. */
  text(name: string): string | undefined;
  /** The values of an option that may be repeated. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** What is no option, in order. */
  positionals: readonly string[];
}

/**
 * Reads the arguments of a command with node's strict parser: an option that is misspelt, given twice or
 * without its value would otherwise do something else.
 *
 * @throws UsageError that names the argument
 */
export function parseArguments(args: readonly string[], options: Options): Values {
  const { values, positionals } = parseStrictly(args, options);
  for (const [name, given = []] of Object.entries(values)) {
    if (given.length > 1 && options[name] !== 'texts') throw wrong(`--${name} is given twice.`);
    if (given.includes('')) throw wrong(`--${name} has an empty value.`);
  }
  const texts = (name: string) => (values[name] ?? []).filter((value) => typeof value === 'string');
  return {
    text: (name) => texts(name)[0],
    texts,
    flag: (name) => values[name]?.[0] === true,
    positionals,
  };
}

function parseStrictly(args: readonly string[], options: Options) {
  const known = Object.entries(options).map(([name, kind]) => {
    const type = kind === 'flag' ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: true as const }] as const;
  });
  const strictly = { strict: true, allowPositionals: true } as const;
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries(known), ...strictly });
  } catch (error) {
    // The first sentence of node says what is wrong; the others explain how to write a dash.
    const [sentence = ''] = messageOf(error).split(/\. (?=[A-Z])|\n/);
    throw wrong(`${sentence.replace(/\.$/, '')}.`);
  }
}

function wrong(message: string): UsageError {
  return new UsageError(message, { hint: 'See --help.' });
}
