import { randomUUID } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HookError, messageOf } from '../../errors.ts';
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
}

/** Bytes; what is more was not written for a runner. */
const largest = 10 * 1024 * 1024;

/** Makes the empty files of one step; any user of a container may write them. */
export function createCommandFiles(temp: string): CommandFiles {
  const id = randomUUID();
  const entries = Object.entries(prefixes).map(([name, prefix]) => {
    const path = join(temp, '_runner_file_commands', `${prefix}_${id}`);
    writeFileSync(path, '', { flag: 'wx' });
    chmodSync(path, 0o666);
    return [name, path];
  });
  return Object.fromEntries(entries) as CommandFiles;
}

/**
 * Takes what a step has written; the files are gone afterwards.
 * @throws HookError in the runner's words when it is not valid, which fails the step
 */
export function takeCommandFiles(files: CommandFiles): Said {
  try {
    const env = parseAssignments(read(files.GITHUB_ENV));
    if (env.has('NODE_OPTIONS')) {
      throw new HookError("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
    }
    parseAssignments(read(files.GITHUB_STATE));
    return {
      env,
      outputs: parseAssignments(read(files.GITHUB_OUTPUT)),
      paths: linesOf(read(files.GITHUB_PATH)).filter(Boolean),
      summary: read(files.GITHUB_STEP_SUMMARY),
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

function read(path: string): string {
  try {
    return readFileSafely(path, largest);
  } catch (error) {
    throw new HookError(`What the step wrote for the runner cannot be read: ${messageOf(error)}.`);
  }
}
