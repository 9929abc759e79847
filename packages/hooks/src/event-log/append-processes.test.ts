import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallEvent } from './event.ts';

const root = mkdtempSync(join(tmpdir(), 'append-processes-'));
const program = join(root, 'append.cjs');
const processes = 8;
const linesEach = 200;

/** Appends as many lines as it is told, each of another length: `job` is its name and a number. */
const source = `
import { appendEvent } from './append.ts';
const [directory, keepBytes, name, count] = process.argv.slice(2);
const common = { version: '1.2.3', runner: 'runner-1', command: 'run_script_step', features: {} };
const call = { phases: { exec: 5 }, durationMs: 7, exitCode: 0, outcome: 'success' };
for (let index = 0; index < Number(count); index += 1) {
  const workflow = 'ü'.repeat((index * 37) % 500);
  appendEvent(directory, Number(keepBytes), { ...common, ...call, workflow, job: name + ' ' + index });
}`;

beforeAll(async () => {
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  await build({
    stdin: { contents: source, resolveDir, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
  });
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

async function append(directory: string, keepBytes: number, name: string, count: number) {
  const args = [program, directory, String(keepBytes), name, String(count)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  expect(await once(child, 'close')).toEqual([0, null]);
}

async function appendAtOnce(directory: string, keepBytes: number): Promise<void> {
  const names = Array.from({ length: processes }, (_, index) => `process-${String(index)}`);
  await Promise.all(names.map((name) => append(directory, keepBytes, name, linesEach)));
}

const filesOf = (directory: string) => readdirSync(directory).sort();

/** The lines of all files in their order; each must be whole. */
function readLog(directory: string): CallEvent[] {
  return filesOf(directory).flatMap((name) => {
    const text = readFileSync(join(directory, name), 'utf8');
    expect(text).toMatch(/\n$/);
    return text
      .slice(0, -1)
      .split('\n')
      .map((line) => JSON.parse(line) as CallEvent);
  });
}

/** Numbers of the lines that each process wrote, in the order of the log. */
function numbersByProcess(events: readonly CallEvent[]): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  for (const { job = '' } of events) {
    const [name = '', number] = job.split(' ');
    numbers.set(name, [...(numbers.get(name) ?? []), Number(number)]);
  }
  return numbers;
}

test('processes that write at once lose no line and tear none, however often a file is full', async () => {
  const directory = join(root, 'lossless');
  // A little more than all lines together: nothing is too old yet.
  await appendAtOnce(directory, 1_400_000);
  const files = filesOf(directory);
  expect(files.length).toBeGreaterThan(5);
  expect(files[0]).toBe('hook-events-000001.jsonl');
  const events = readLog(directory);
  expect(events).toHaveLength(processes * linesEach);
  const all = Array.from({ length: linesEach }, (_, index) => index);
  const numbers = [...numbersByProcess(events).values()];
  expect(numbers).toEqual(Array.from({ length: processes }, () => all));
});

test('what is left of a tiny log is whole lines, in order, and not more than eight files', async () => {
  const directory = join(root, 'tiny');
  const keepBytes = 8 * 4000;
  await appendAtOnce(directory, keepBytes);
  // A process that was slow may have come back to a file that was too old already: the next time
  // that a file is full it goes, too.
  await append(directory, keepBytes, 'last', 20);
  const files = filesOf(directory);
  expect(files.length).toBeLessThanOrEqual(8);
  expect(Number(/\d+/.exec(files[0] ?? '')?.[0])).toBeGreaterThan(50);
  const total = files.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  // Each process may add one line to a file that another one just filled.
  expect(total).toBeLessThan(keepBytes + 8 * processes * 1500);
  const numbers = numbersByProcess(readLog(directory));
  expect(numbers.get('last')?.at(-1)).toBe(19);
  for (const found of numbers.values()) {
    expect(found).toEqual([...new Set(found)].sort((one, other) => one - other));
  }
});
