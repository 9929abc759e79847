import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { explain } from '../../errors.ts';
import { findLogs, type Log } from './find-logs.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'find-logs-')));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text = '{}\n'): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function names(logs: readonly Log[]): string[][] {
  return logs.map((log) => log.map(({ path }) => relative(folder, path)));
}

test('finds the logs of all runners below a directory, files by their number', async () => {
  for (const number of ['000010', '000009', '1000000'])
    write(`fleet/a/hook-events-${number}.jsonl`);
  write('fleet/b/deep/er/hook-events-000001.jsonl', '{}\n{}\n');
  for (const other of ['hook-events.jsonl', 'hook-events-1.jsonl', 'notes.txt']) {
    write(`fleet/a/${other}`);
  }
  const { logs, problems, empty } = await findLogs([join(folder, 'fleet')]);
  expect(names(logs)).toEqual([
    [
      'fleet/a/hook-events-000009.jsonl',
      'fleet/a/hook-events-000010.jsonl',
      'fleet/a/hook-events-1000000.jsonl',
    ],
    ['fleet/b/deep/er/hook-events-000001.jsonl'],
  ]);
  expect(logs.at(-1)).toMatchObject([{ size: 6 }]);
  expect({ problems, empty }).toEqual({ problems: [], empty: [] });
});

test('takes a file whatever its name, and - for stdin', async () => {
  const paths = [write('named/merged.jsonl'), write('named/hook-events-000002.jsonl'), '-'];
  const { logs } = await findLogs(paths);
  expect(logs.map((log) => log.map(({ path }) => path))).toEqual([[paths[1], paths[0]], ['-']]);
});

test('counts once what is named twice, also by a link', async () => {
  const file = write('twice/hook-events-000001.jsonl');
  symlinkSync(file, join(folder, 'link.jsonl'));
  const { logs } = await findLogs([join(folder, 'twice'), file, join(folder, 'link.jsonl')]);
  expect(logs.flat()).toHaveLength(1);
});

test('does not follow links in a circle', async () => {
  write('circle/hook-events-000001.jsonl');
  symlinkSync(join(folder, 'circle'), join(folder, 'circle/again'));
  const { logs } = await findLogs([join(folder, 'circle')]);
  expect(names(logs)).toEqual([['circle/hook-events-000001.jsonl']]);
});

test('tells what it found and cannot read, and goes on', async () => {
  write('gone/hook-events-000002.jsonl');
  const dangling = join(folder, 'gone/hook-events-000001.jsonl');
  symlinkSync('/nowhere', dangling);
  const endless = join(folder, 'gone/hook-events-000003.jsonl');
  symlinkSync('/dev/zero', endless);
  const { logs, problems } = await findLogs([join(folder, 'gone')]);
  expect(names(logs)).toEqual([['gone/hook-events-000002.jsonl']]);
  expect(problems).toEqual([
    expect.stringContaining(`${dangling} cannot be read: ENOENT`),
    `${endless} cannot be read: it is not a file.`,
  ]);
});

test('tells which directories have no logs', async () => {
  mkdirSync(join(folder, 'nothing'));
  expect(await findLogs([join(folder, 'nothing')])).toMatchObject({
    logs: [],
    empty: [join(folder, 'nothing')],
  });
});

test('refuses a path that is not there', async () => {
  const failure: unknown = await findLogs([join(folder, 'no\u001b[2Jwhere')]).catch(
    (error: unknown) => error,
  );
  expect(explain(failure)).toMatch(/no\ufffd\[2Jwhere cannot be read: ENOENT.*or - for stdin\.$/);
});
