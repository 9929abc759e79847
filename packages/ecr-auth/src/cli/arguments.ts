import { parseArgs } from 'node:util';
import { EcrAuthError, messageOf } from '../errors.ts';

export type Values = Readonly<Record<string, readonly (string | boolean)[]>>;

/** The options of a command: one without a value, with one, or with one each time that it is given. */
export type Options = Readonly<Record<string, 'flag' | 'text' | 'texts'>>;

/**
 * Node's strict parser: an option that is misspelt, given twice or without its value would otherwise do
 * something else.
 *
 * @throws EcrAuthError that names the argument
 */
export function parseArguments(args: readonly string[], options: Options): Values {
  const known = Object.entries(options).map(([name, kind]) => {
    const type = kind === 'flag' ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: true }] as const;
  });
  const { values } = parseStrictly(args, Object.fromEntries(known));
  for (const [name, given] of Object.entries(values)) {
    if (given.length > 1 && options[name] !== 'texts') throw wrong(`--${name} is given twice.`);
    if (given.some((value) => value === '')) throw wrong(`--${name} has an empty value.`);
  }
  return values;
}

type Known = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parseStrictly(args: readonly string[], options: Known): { values: Values } {
  try {
    const { values } = parseArgs({ args: [...args], ...(options && { options }), strict: true });
    return { values: values as Values };
  } catch (error) {
    // The first sentence of node says what is wrong; the others explain how to write a dash.
    const [sentence = ''] = messageOf(error).split(/\. (?=[A-Z])|\n/);
    throw wrong(`${sentence.replace(/\.$/, '')}.`);
  }
}

function wrong(message: string): EcrAuthError {
  return new EcrAuthError(message, { reason: 'usage', hint: 'See --help.' });
}
