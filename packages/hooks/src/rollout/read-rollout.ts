import { HookError, messageOf } from '../errors.ts';
import { featureNames } from '../features.ts';
import { readTextFile } from '../text-file.ts';
import { problemText, shortList } from './problem-text.ts';
import { RolloutFile } from './rollout-file.ts';

/** KiB. */
const largest = 64;

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
  const read = await readTextFile(file, largest).catch((error: unknown) => {
    throw unusable(messageOf(error), error);
  });
  const text = read.replace(/^\uFEFF/, '');
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
