import type * as z from 'zod/mini';
import { messageOf } from '../errors.ts';
import { readTextFile } from '../text-file.ts';
import { problemText, shortList } from './problem-text.ts';

/** KiB. */
const largest = 64;

/**
 * Reads a file that an administrator wrote, JSON or YAML, whatever its name.
 * @throws Error whose message says why it cannot be used, as a clause: on which line or entry
 */
export async function readAdminFile<Schema extends z.ZodMiniType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = readTextFile(file, largest).replace(/^\uFEFF/, '');
  const parsed = schema.safeParse(await parse(text), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Error(shortList(parsed.error.issues.map(problemText), '; '), { cause: parsed.error });
}

/** JSON is read without loading the parser of YAML, which says better where a text is broken. */
async function parse(text: string): Promise<unknown> {
  const yaml = isJson(text) ? undefined : (await import('yaml')).default;
  try {
    return yaml ? yaml.parse(text, { logLevel: 'error' }) : JSON.parse(text);
  } catch (error) {
    throw new Error(`it is neither JSON nor YAML (${firstLine(messageOf(error))})`, {
      cause: error,
    });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return (text.split(/[\n\r\u2028\u2029]/, 1)[0] ?? '').replace(/[.:]$/, '');
}
