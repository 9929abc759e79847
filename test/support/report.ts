import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { linesOfJobs, type SampleJobs } from '../../packages/hooks/test/event-lines.ts';
import { projectFolder } from './project.ts';

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface HooksOptions {
  input?: string;
  env?: Readonly<Record<string, string>>;
  /** What stands before node. */
  prefix?: readonly string[];
}

/** Runs the built command `hooks` as a process of this machine. */
export async function hooks(
  args: readonly string[],
  { input = '', env = {}, prefix = [] }: HooksOptions = {},
): Promise<Ended> {
  const [program = '', ...rest] = [...prefix, process.execPath, hooksProgram(), ...args];
  const child = spawn(program, rest, { env: { PATH: process.env['PATH'], ...env } });
  child.stdin.end(input);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

export function hooksProgram(): string {
  return join(projectFolder(), 'packages/hooks/dist/cli.js');
}

/** Writes the event log of a runner into a directory of its own. */
export function writeLog(directory: string, kinds: readonly SampleJobs[], torn = ''): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'hook-events-000001.jsonl');
  writeFileSync(file, `${linesOfJobs(kinds).join('\n')}\n${torn}`);
  return file;
}
