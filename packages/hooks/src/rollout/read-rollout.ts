import { readFile, stat } from 'node:fs/promises';
import type * as z from 'zod/mini';
import { HookError, messageOf } from '../errors.ts';
import { featureNames } from '../features.ts';
import { issueText } from '../protocol/issue-text.ts';
import { RolloutFile } from './rollout-file.ts';

/** Bytes. A longer one is something else that got there by mistake. */
const largest = 1024 * 1024;

export interface ReadRollout {
  rollout: RolloutFile;
  /** Features in it that this release does not know: of a newer one, or misspelt. */
  unknown: readonly string[];
}

/**
 * Reads a rollout file, JSON or YAML: every JSON text is YAML, so the name does not matter.
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
  const value = await parse(text).catch((error: unknown) => {
    throw unusable(`it is neither JSON nor YAML (${firstLine(messageOf(error))})`, error);
  });
  const parsed = RolloutFile.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    throw unusable(parsed.error.issues.map(problemText).join('; '), parsed.error);
  }
  const shadowed = shadowsNothing(parsed.data);
  if (shadowed !== undefined) {
    throw unusable(`features.${shadowed} has no shadow, only credential-helper has one`);
  }
  const known: readonly string[] = featureNames;
  const unknown = Object.keys(parsed.data.features).filter((name) => !known.includes(name));
  return { rollout: parsed.data, unknown };
}

async function readText(file: string): Promise<string> {
  // Reading a fifo or a device would not end.
  const { size } = await regularFile(file);
  if (size > largest) throw new Error(`it has ${String(size)} bytes, at most 1 MiB is read`);
  return readFile(file, 'utf8');
}

async function regularFile(file: string) {
  const found = await stat(file);
  if (!found.isFile()) throw new Error('it is not a file');
  return found;
}

/** JSON is the rule on runners, and most jobs need not load the parser of YAML. */
async function parse(text: string): Promise<unknown> {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const { parse: parseYaml } = await import('yaml');
    return parseYaml(text);
  }
}

/** The cases of a union as one clause: zod tells them one by one. */
function problemText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${path || 'the document'} has unknown entries (${issue.keys.join(', ')})`;
  }
  if (issue.code === 'invalid_union') {
    // The deepest case is the one that was meant.
    const cases = issue.errors.flat().sort((one, other) => other.path.length - one.path.length);
    const [meant] = cases.some(({ code }) => code === 'unrecognized_keys')
      ? cases.filter(({ code }) => code === 'unrecognized_keys')
      : cases;
    if (meant) return problemText({ ...meant, path: [...issue.path, ...meant.path] });
  }
  if (issue.code === 'invalid_value') {
    return `${path} must be one of ${issue.values.map(String).join(', ')}`;
  }
  return issueText(issue);
}

function shadowsNothing({ features }: RolloutFile): string | undefined {
  return Object.entries(features).find(
    ([name, entry]) =>
      name !== 'credential-helper' &&
      (typeof entry === 'object' ? [entry.variant, entry.otherwise] : [entry]).includes('shadow'),
  )?.[0];
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/[.:]$/, '');
}
