import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendEvent } from './append.ts';
import type { CallEvent } from './event.ts';

const root = mkdtempSync(join(tmpdir(), 'append-'));
let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(root, 'log-')), 'events');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const event: Omit<CallEvent, 'time'> = {
  version: '1.2.3',
  runner: 'runner-1',
  command: 'run_script_step',
  features: {},
  phases: { exec: 5 },
  durationMs: 7,
  exitCode: 0,
  outcome: 'success',
};
const append = (keepBytes: number, changes: Partial<CallEvent> = {}) => {
  appendEvent(directory, keepBytes, { ...event, ...changes });
};
const names = () => readdirSync(directory).sort();
const linesOf = (name: string) => readFileSync(join(directory, name), 'utf8').trim().split('\n');
const sizeOf = (name: string) => statSync(join(directory, name)).size;
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const begin = (...numbers: string[]) => {
  mkdirSync(directory);
  for (const number of numbers)
    writeFileSync(join(directory, `hook-events-${number}.jsonl`), 'x\n');
};
/** The size of a log whose files are full with one line. */
const oneLineEach = 8;
const roomy = 1024 * 1024;

test('makes the log for its owner alone and writes one line per event', () => {
  append(roomy);
  append(roomy, { command: 'cleanup_job', job: 'line\nbreak' });
  expect(modeOf(directory)).toBe('700');
  expect(names()).toEqual(['hook-events-000001.jsonl']);
  expect(modeOf(join(directory, 'hook-events-000001.jsonl'))).toBe('600');
  const events = linesOf('hook-events-000001.jsonl').map((line) => JSON.parse(line) as CallEvent);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(events).toEqual([
    { level: 30, time, ...event },
    { level: 30, time, ...event, command: 'cleanup_job', job: 'line\nbreak' },
  ]);
});

test('has closed its file when it returns, as the process ends right after', () => {
  append(roomy);
  const open = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(join('/proc/self/fd', descriptor))];
    } catch {
      return []; // That of the listing itself.
    }
  });
  expect(open.filter((file) => file.startsWith(directory))).toEqual([]);
});

test('begins the next file when the newest is full, and not before', () => {
  append(roomy);
  const size = sizeOf('hook-events-000001.jsonl');
  append(8 * (size + 1));
  expect(names()).toHaveLength(1);
  append(8 * 2 * size);
  expect(names()).toEqual(['hook-events-000001.jsonl', 'hook-events-000002.jsonl']);
  expect(linesOf('hook-events-000001.jsonl')).toHaveLength(2);
});

test('keeps eight files, of which the oldest goes, and so many bytes', () => {
  append(roomy);
  const line = sizeOf('hook-events-000001.jsonl');
  const keepBytes = 8 * 3 * line;
  for (let index = 1; index < 100; index += 1) {
    append(keepBytes);
    const total = names().reduce((sum, name) => sum + sizeOf(name), 0);
    expect(total).toBeLessThanOrEqual(keepBytes);
  }
  const kept = Array.from(
    { length: 8 },
    (_, index) => `hook-events-0000${String(index + 27)}.jsonl`,
  );
  expect(names()).toEqual(kept);
});

test('goes on after the newest number, whatever lacks before it', () => {
  begin('000003', '000020');
  append(oneLineEach);
  expect(names()).toEqual(['hook-events-000020.jsonl', 'hook-events-000021.jsonl']);
});

test('removes all that is too old, also what a call that was killed has left', () => {
  begin(...Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(6, '0')));
  append(oneLineEach);
  expect(names()).toHaveLength(8);
  expect(names()[0]).toBe('hook-events-000014.jsonl');
});

test('leaves alone what is not of the log', () => {
  const others = [
    ...['hook-events.jsonl', 'hook-events-1.jsonl', 'hook-events-000001.jsonl.gz'],
    ...['hook-events-abcdef.jsonl', 'old-hook-events-000001.jsonl', 'notes.txt'],
  ];
  mkdirSync(join(directory, 'archive'), { recursive: true });
  for (const name of others) writeFileSync(join(directory, name), 'not ours');
  for (let index = 0; index < 20; index += 1) append(oneLineEach);
  expect(names()).toHaveLength(8 + others.length + 1);
  for (const name of others) expect(linesOf(name)).toEqual(['not ours']);
});

test('writes where a link leads', () => {
  const target = join(directory, '..', 'target');
  mkdirSync(target);
  symlinkSync(target, directory);
  append(roomy);
  expect(readdirSync(target)).toEqual(['hook-events-000001.jsonl']);
});

test.each([
  ['is a file', () => writeFileSync(directory, ''), /EEXIST|ENOTDIR/],
  ['is a link to nowhere', () => symlinkSync('/nowhere/at/all', directory), /EEXIST|ENOENT/],
  // root may write anywhere else.
  ['takes no files', () => symlinkSync('/sys/kernel', directory), /EACCES|EPERM|EROFS/],
])('throws when the directory %s', (_what, make, message) => {
  make();
  expect(() => append(roomy)).toThrow(message);
});

test('follows no link out of the directory', () => {
  const victim = join(directory, '..', 'victim');
  writeFileSync(victim, '');
  mkdirSync(directory);
  symlinkSync(victim, join(directory, 'hook-events-000001.jsonl'));
  expect(() => append(roomy)).toThrow(/ELOOP/);
  expect(readFileSync(victim, 'utf8')).toBe('');
});

test('writes to no file that has another name, too', () => {
  const victim = join(directory, '..', 'linked');
  writeFileSync(victim, 'precious');
  mkdirSync(directory);
  linkSync(victim, join(directory, 'hook-events-000001.jsonl'));
  expect(() => append(roomy)).toThrow(/hook-events-000001\.jsonl is another file, too/);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
});

test('does not wait at a pipe, nor write to a device', () => {
  mkdirSync(directory);
  execFileSync('mkfifo', [join(directory, 'hook-events-000001.jsonl')]);
  expect(() => append(roomy)).toThrow(/ENXIO/);
});

test('counts on after six digits', () => {
  begin('999999');
  append(oneLineEach);
  append(oneLineEach);
  expect(names()).toContain('hook-events-1000001.jsonl');
});
