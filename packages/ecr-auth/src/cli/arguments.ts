import type { ArgsDef } from 'citty';
import { parseArgs } from 'node:util';
import { EcrAuthError, messageOf } from '../errors.ts';

export type Values = Readonly<Record<string, readonly (string | boolean)[]>>;

/**
 * citty takes whatever it does not know. A flag that is misspelt, given twice or without its value
 * would silently do something else, so node's strict parser reads them first.
 *
 * @param repeatable flags that may be given several times
 * @throws EcrAuthError that names the argument
 */
export function checkArguments(
  rawArgs: readonly string[],
  definitions: ArgsDef,
  repeatable: readonly string[] = [],
): Values {
  const flags = Object.entries(definitions).map(([name, { type }]) => [
    name,
    { type: type === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: true },
  ]);
  const { values } = parseStrictly(rawArgs, Object.fromEntries(flags));
  for (const [name, given] of Object.entries(values)) {
    if (given.length > 1 && !repeatable.includes(name)) throw wrong(`--${name} is given twice.`);
    if (given.some((value) => value === '')) throw wrong(`--${name} has an empty value.`);
  }
  return values;
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

function parseStrictly(rawArgs: readonly string[], options: Options): { values: Values } {
  try {
    const { values } = parseArgs({ args: [...rawArgs], ...(options && { options }), strict: true });
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
