import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { callEvent } from '../../../test/event-lines.ts';
import { appendEvent } from '../../event-log/append.ts';
import { findLogs, type Log } from './find-logs.ts';
import { createLineParser } from './parse-line.ts';
import { readLogs } from './read-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-logs-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function read(logs: readonly Log[], stdin: readonly string[] = []) {
  const lines: (string | undefined)[] = [];
  const problems: string[] = [];
  let bytes = 0;
  await readLogs(
    logs,
    { line: (line) => lines.push(line), endLog: () => lines.push('end') },
    {
      stdin: Readable.from(stdin.map((text) => Buffer.from(text))),
      onBytes: (count) => (bytes += count),
      onProblem: (problem) => problems.push(problem),
    },
  );
  return { lines, problems, bytes };
}

function file(name: string, text: string): { path: string; size: number } {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, size: text.length };
}

test('reads files and stdin line by line, each log for itself', async () => {
  const logs = [[file('1', 'a\nb\n'), file('2', 'c\n')], [{ path: '-', size: 0 }]];
  expect(await read(logs, ['d', 'd\ne\n'])).toEqual({
    lines: ['a', 'b', 'c', 'end', 'dd', 'e', 'end'],
    problems: [],
    bytes: 11,
  });
});

test('does not join the torn end of a file with the next one', async () => {
  expect((await read([[file('torn', 'a\nb'), file('next', 'c\n')]])).lines).toEqual([
    ...['a', 'b', 'c', 'end'],
  ]);
});

test('reads a file that is longer than a piece', async () => {
  const text = Array.from({ length: 300_000 }, (_, index) => `line ${String(index)}`);
  const { lines } = await read([[file('long', text.join('\n'))]]);
  expect(lines.slice(0, -1)).toEqual(text);
});

test('tells of a file that vanished, and reads the others', async () => {
  const vanished = join(folder, 'vanished');
  const { lines, problems } = await read([[{ path: vanished, size: 9 }, file('left', 'a\n')]]);
  expect(lines).toEqual(['a', 'end']);
  expect(problems).toEqual([expect.stringContaining(`${vanished} cannot be read: ENOENT`)]);
});

test('reads what the hook itself has written, the oldest first', async () => {
  const directory = join(folder, 'hook');
  mkdirSync(directory);
  const runs = Array.from({ length: 40 }, (_, index) => String(index));
  for (const runId of runs) appendEvent(directory, 32 * 1024, callEvent({ runId }));
  expect(readdirSync(directory).length).toBeGreaterThan(3);
  const { logs } = await findLogs([directory]);
  const parse = createLineParser('credential-helper');
  const calls = (await read(logs)).lines.slice(0, -1).map((line) => parse(line));
  expect(calls).toMatchObject(runs.map((runId) => ({ event: { runId }, variant: 'off' })));
});
