import { afterAll, beforeEach, expect, test } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
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
  await copyWorkspace(source, target);
  expect(readFileSync(join(target, '.hidden'), 'utf8')).toBe('x');
  expect(statSync(join(target, 'sub/run')).mode & 0o777).toBe(0o755);
});

test('follows no link', async () => {
  symlinkSync('/etc', join(source, 'out'));
  symlinkSync('../../target', join(source, 'sub/odd'));
  symlinkSync('nowhere', join(source, 'broken'));
  await copyWorkspace(source, target);
  expect(readlinkSync(join(target, 'out'))).toBe('/etc');
  expect(readlinkSync(join(target, 'sub/odd'))).toBe('../../target');
  expect(readlinkSync(join(target, 'broken'))).toBe('nowhere');
});

test('leaves sockets out', async () => {
  const server = createServer().listen(join(source, 'socket'));
  await once(server, 'listening');
  writeFileSync(join(source, 'file'), 'x');
  await copyWorkspace(source, target);
  server.close();
  expect(existsSync(join(target, 'socket'))).toBe(false);
  expect(existsSync(join(target, 'file'))).toBe(true);
});

test('refuses a folder that would hold its own copy', async () => {
  const inner = join(source, 'sub/copy');
  mkdirSync(inner);
  await expect(copyWorkspace(source, inner)).rejects.toThrow(
    /cannot be copied: it holds the folder for temporary files\./,
  );
  await expect(copyWorkspace(join(source, 'none'), target)).rejects.toThrow(/ENOENT/);
});

test.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/', true],
])('sees whether %s lies in %s', (path, folder, answer) => {
  expect(isInside(path, folder)).toBe(answer);
});
