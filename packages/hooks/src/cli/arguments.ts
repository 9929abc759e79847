import type { ArgsDef } from 'citty';
import { parseArgs } from 'node:util';
import { HookError, messageOf } from '../errors.ts';

/** The command was called wrongly. */
export class UsageError extends HookError {
  override readonly name = 'UsageError';
}

/** What the command line says, by the names of the command's definition. */
export interface Values {
  /** The value of a flag that may be given once. */
  text(name: string): string | undefined;
  /** The values of a flag that may be repeated. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** What is no flag, in order. */
  positionals: readonly string[];
}

/**
 * Reads the arguments of a command with node's strict parser: citty takes whatever it does not know,
 * so that a flag which is misspelt, given twice or without its value would do something else.
 *
 * @param repeatable flags that may be given several times
 * @throws UsageError that names the argument
 */
export function parseArguments(
  args: readonly string[],
  definitions: ArgsDef,
  repeatable: readonly string[] = [],
): Values {
  const entries = Object.entries(definitions);
  const flags = entries
    .filter(([, { type }]) => type !== 'positional')
    .map(([name, { type }]): [string, { type: 'boolean' | 'string'; multiple: true }] => {
      return [name, { type: type === 'boolean' ? 'boolean' : 'string', multiple: true }];
    });
  const { values, positionals } = parseStrictly(args, Object.fromEntries(flags));
  for (const [name, given = []] of Object.entries(values)) {
    if (given.length > 1 && !repeatable.includes(name)) throw wrong(`--${name} is given twice.`);
    if (given.includes('')) throw wrong(`--${name} has an empty value.`);
  }
  const [first] = positionals;
  if (first !== undefined && !entries.some(([, { type }]) => type === 'positional')) {
    throw wrong(`Unexpected argument ${JSON.stringify(first)}.`);
  }
  const texts = (name: string) => (values[name] ?? []).filter((value) => typeof value === 'string');
  return {
    text: (name) => texts(name)[0],
    texts,
    flag: (name) => values[name]?.[0] === true,
    positionals,
  };
}

/** A flag with a value, for the definition of a command. */
export function textFlag(description: string, valueHint: string) {
  return { type: 'string' as const, description, valueHint };
}

type Flags = Record<string, { type: 'boolean' | 'string'; multiple: true }>;

function parseStrictly(args: readonly string[], options: Flags) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    // The first sentence of node says what is wrong; the others explain how to write a dash.
    const [sentence = ''] = messageOf(error).split(/\. (?=[A-Z])|\n/);
    throw wrong(`${sentence.replace(/\.$/, '')}.`);
  }
}

function wrong(message: string): UsageError {
  return new UsageError(message, { hint: 'See --help.' });
}
