import { readFile, stat } from 'node:fs/promises';
import { HookError, messageOf } from '../errors.ts';
import { featureNames } from '../features.ts';
import { problemText, shortList } from './problem-text.ts';
import { RolloutFile } from './rollout-file.ts';

/** Bytes. A longer one is something else that got there by mistake. */
const largest = 64 * 1024;

export interface ReadRollout {
  rollout: RolloutFile;
  /** Features in it that this release does not know: of a newer one, or misspelt. */
  unknown: readonly string[];
}

/**
 * Reads a rollout file, JSON or YAML, whatever its name.
 * @throws HookError that says what is wrong with it, on which line or entry
 */
export async function readRollout(file: string): Promise<ReadRollout> {
  const unusable = (why: string, cause?: unknown) =>
    new HookError(`The rollout file ${file} cannot be used: ${why}.`, {
      hint: 'docs/rollout.md explains the file, and `hooks rollout` checks it.',
      cause,
    });
  const text = await readText(file).catch((error: unknown) => {
    throw unusable(messageOf(error), error);
  });
  const yaml = isJson(text) ? undefined : (await import('yaml')).default;
  let value: unknown;
  try {
    value = yaml ? yaml.parse(text, { logLevel: 'error' }) : JSON.parse(text);
  } catch (error) {
    throw unusable(`it is neither JSON nor YAML (${firstLine(messageOf(error))})`, error);
  }
  const parsed = RolloutFile.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    throw unusable(shortList(parsed.error.issues.map(problemText), '; '), parsed.error);
  }
  const known: readonly string[] = featureNames;
  const unknown = Object.keys(parsed.data.features).filter((name) => !known.includes(name));
  return { rollout: parsed.data, unknown };
}

async function readText(file: string): Promise<string> {
  // Reading a fifo or a device would not end.
  const { size } = await regularFile(file);
  if (size > largest) throw new Error(`it has ${String(size)} bytes, at most 64 KiB are read`);
  return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}

async function regularFile(file: string) {
  const found = await stat(file);
  if (!found.isFile()) throw new Error('it is not a file');
  return found;
}

/** JSON is read without loading the parser of YAML, which says better where a text is broken. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/[.:]$/, '');
}
