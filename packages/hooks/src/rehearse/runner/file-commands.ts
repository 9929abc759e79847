import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HookError, codeOf, messageOf } from '../../errors.ts';
import { readFileSafely } from './read-file.ts';

/** Host paths of the files that a step writes for the runner. */
export type CommandFiles = Readonly<Record<FileVariable, string>>;

export type FileVariable = keyof typeof prefixes;

const prefixes = {
  GITHUB_ENV: 'set_env',
  GITHUB_OUTPUT: 'set_output',
  GITHUB_PATH: 'add_path',
  GITHUB_STATE: 'save_state',
  GITHUB_STEP_SUMMARY: 'step_summary',
};

/** What a step has said in its files. */
export interface Said {
  env: ReadonlyMap<string, string>;
  outputs: ReadonlyMap<string, string>;
  /** In the order in which they were written. */
  paths: readonly string[];
  summary: string;
  /** In the runner's words; each fails the step, and the other files count nevertheless. */
  mistakes: readonly string[];
}

/** Bytes; what is more was not written for a runner. */
const largest = 10 * 1024 * 1024;

/** Makes the empty files of one step; any user of a container may write them. */
export function createCommandFiles(temp: string): CommandFiles {
  const id = randomUUID();
  const folder = join(temp, '_runner_file_commands');
  // A step before may have removed it.
  mkdirSync(folder, { recursive: true });
  const entries = Object.entries(prefixes).map(([name, prefix]) => {
    const path = join(folder, `${prefix}_${id}`);
    writeFileSync(path, '', { flag: 'wx' });
    chmodSync(path, 0o666);
    return [name, path];
  });
  return Object.fromEntries(entries) as CommandFiles;
}

/** Takes what a step has written; the files are gone afterwards. */
export function takeCommandFiles(files: CommandFiles): Said {
  const mistakes: string[] = [];
  const attempt = <T>(take: () => T, otherwise: T): T => {
    try {
      return take();
    } catch (error) {
      if (!(error instanceof HookError)) throw error;
      mistakes.push(error.message);
      return otherwise;
    }
  };
  try {
    const none = new Map<string, string>();
    const env = attempt(() => parseVariables(read(files.GITHUB_ENV)), none);
    attempt(() => parseAssignments(read(files.GITHUB_STATE)), none);
    return {
      env,
      outputs: attempt(() => parseAssignments(read(files.GITHUB_OUTPUT)), none),
      paths: attempt(() => linesOf(read(files.GITHUB_PATH)).filter(Boolean), []),
      summary: attempt(() => read(files.GITHUB_STEP_SUMMARY), ''),
      mistakes,
    };
  } finally {
    for (const path of Object.values(files)) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Lines `NAME=value`, and `NAME<<DELIMITER` for values of several lines; what comes first in a line
 * decides (actions/runner, `FileCommandManager.cs`).
 * @throws HookError that says which line is wrong
 */
export function parseAssignments(text: string): Map<string, string> {
  const result = new Map<string, string>();
  const lines = linesOf(text)[Symbol.iterator]();
  for (const line of lines) {
    if (line === '') continue;
    const equals = line.indexOf('=');
    const arrow = line.indexOf('<<');
    if (equals > 0 && (arrow < 0 || equals < arrow)) {
      result.set(line.slice(0, equals), line.slice(equals + 1));
    } else if (arrow > 0 && line.length > arrow + 2) {
      result.set(line.slice(0, arrow), readBlock(lines, line.slice(arrow + 2)));
    } else throw new HookError(`Invalid format '${line.slice(0, 80)}'.`);
  }
  return result;
}

function parseVariables(text: string): Map<string, string> {
  const env = parseAssignments(text);
  if (env.has('NODE_OPTIONS')) {
    throw new HookError("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  }
  return env;
}

/** The newest first, nothing twice. */
export function prependPaths(added: readonly string[], before: readonly string[]): string[] {
  return [...new Set([...added.toReversed(), ...before])];
}

function readBlock(lines: Iterator<string>, delimiter: string): string {
  const block: string[] = [];
  for (let next = lines.next(); !next.done; next = lines.next()) {
    if (next.value === delimiter) return block.join('\n');
    block.push(next.value);
  }
  throw new HookError(`Invalid value. Matching delimiter not found '${delimiter.slice(0, 80)}'.`);
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

/** A file that the step has removed says nothing. */
function read(path: string): string {
  try {
    return readFileSafely(path, largest);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw new HookError(`What the step wrote for the runner cannot be read: ${messageOf(error)}.`);
  }
}
