import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../inside.ts';

/** Host paths of the files that a step writes for the runner. */
export interface FileCommands {
  GITHUB_ENV: string;
  GITHUB_PATH: string;
  GITHUB_OUTPUT: string;
  GITHUB_STATE: string;
  GITHUB_STEP_SUMMARY: string;
}

const prefixes: Record<keyof FileCommands, string> = {
  GITHUB_ENV: 'set_env',
  GITHUB_PATH: 'add_path',
  GITHUB_OUTPUT: 'set_output',
  GITHUB_STATE: 'save_state',
  GITHUB_STEP_SUMMARY: 'step_summary',
};

/** Makes the empty files of one step (`FileCommandManager.cs`). */
export function createFileCommands(temp: string, id: string, user: User): FileCommands {
  const entries = Object.entries(prefixes).map(([name, prefix]) => {
    const file = join(temp, '_runner_file_commands', `${prefix}_${id}`);
    writeFileSync(file, '');
    chownSync(file, user.uid, user.gid);
    chmodSync(file, 0o666);
    return [name, file];
  });
  return Object.fromEntries(entries) as FileCommands;
}

/**
 * `NAME=value` lines and `NAME<<DELIMITER` blocks; what comes first in a line decides.
 * @throws Error in the runner's words (`FileCommandManager.cs`), which fails the step
 */
export function readAssignments(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const result: Record<string, string> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const [, name, sign, rest = ''] = /^((?:(?!=|<<).)+)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === undefined || (sign === '<<' && rest === '')) {
      throw new Error(`Invalid format '${line}'`);
    }
    const end = sign === '=' ? index : endOfBlock(lines, index + 1, rest);
    result[name] = sign === '=' ? rest : lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return result;
}

function endOfBlock(lines: readonly string[], start: number, delimiter: string): number {
  const end = lines.indexOf(delimiter, start);
  if (end === -1) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
  return end;
}

/** `$GITHUB_PATH` in front of what earlier steps added: the newest first, nothing twice. */
export function addPaths(file: string, before: readonly string[]): string[] {
  const added = readFileSync(file, 'utf8').split('\n').filter(Boolean).reverse();
  return [...new Set([...added, ...before])];
}
