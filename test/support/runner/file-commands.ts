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

/** `NAME=value` lines and `NAME<<DELIMITER` blocks. */
export function readAssignments(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const result: Record<string, string> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const block = /^([^=<]+)<<(.+)$/.exec(lines[index] ?? '');
    const line = /^([^=]+)=(.*)$/.exec(lines[index] ?? '');
    if (block) {
      const end = lines.indexOf(block[2] ?? '', index + 1);
      result[block[1] ?? ''] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line) {
      result[line[1] ?? ''] = line[2] ?? '';
    }
  }
  return result;
}

export function readPaths(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
