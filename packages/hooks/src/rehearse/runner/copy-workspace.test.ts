import { afterAll, beforeEach, expect, test } from '@jest/globals';
import {
  existsSync,
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
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWorkspace, isInside } from './copy-workspace.ts';

const { signal } = new AbortController();
const folders: string[] = [];
let source: string;
let target: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  folders.push(folder);
  [source, target] = [join(folder, 'source'), join(folder, 'target')];
  mkdirSync(join(source, 'sub'), { recursive: true });
  mkdirSync(target);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('copies files with their rights', async () => {
  writeFileSync(join(source, 'sub/run'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(source, '.hidden'), 'x');
  await copyWorkspace(source, target, signal);
  expect(readFileSync(join(target, '.hidden'), 'utf8')).toBe('x');
  expect(statSync(join(target, 'sub/run')).mode & 0o777).toBe(0o755);
});

test('follows no link', async () => {
  symlinkSync('/etc', join(source, 'out'));
  symlinkSync('../../target', join(source, 'sub/odd'));
  symlinkSync('nowhere', join(source, 'broken'));
  await copyWorkspace(source, target, signal);
  expect(readlinkSync(join(target, 'out'))).toBe('/etc');
  expect(readlinkSync(join(target, 'sub/odd'))).toBe('../../target');
  expect(readlinkSync(join(target, 'broken'))).toBe('nowhere');
});

test('leaves sockets out', async () => {
  const server = createServer().listen(join(source, 'socket'));
  await once(server, 'listening');
  writeFileSync(join(source, 'file'), 'x');
  await copyWorkspace(source, target, signal);
  server.close();
  expect(existsSync(join(target, 'socket'))).toBe(false);
  expect(existsSync(join(target, 'file'))).toBe(true);
});

test('refuses a folder that would hold its own copy', async () => {
  const inner = join(source, 'sub/copy');
  mkdirSync(inner);
  await expect(copyWorkspace(source, inner, signal)).rejects.toThrow(
    /cannot be copied: it holds the folder for temporary files\./,
  );
  await expect(copyWorkspace(join(source, 'none'), target, signal)).rejects.toThrow(/ENOENT/);
});

test('stops in the midst when it is interrupted', async () => {
  for (const name of ['a', 'b', 'c']) writeFileSync(join(source, name), 'x');
  const interrupted = AbortSignal.abort();
  await expect(copyWorkspace(source, target, interrupted)).resolves.toBeUndefined();
  expect(readdirSync(target)).toEqual([]);
});

test('copies names of any letters, and names that are no letters at all', async () => {
  const names = ['-rf', 'line\nbreak', '\u001b[2J', 'a b', 'ü'].map((name) => Buffer.from(name));
  const all = [...names, Buffer.from([0x61, 0xff, 0xfe])];
  for (const name of all) writeFileSync(Buffer.concat([Buffer.from(`${source}/`), name]), 'x');
  await copyWorkspace(source, target, signal);
  const copied = readdirSync(target, { encoding: 'buffer' }).map((name) => name.toString('hex'));
  expect(copied.sort()).toEqual([Buffer.from('sub'), ...all].map((n) => n.toString('hex')).sort());
});

test.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/', true],
])('sees whether %s lies in %s', (path, folder, answer) => {
  expect(isInside(path, folder)).toBe(answer);
});
