import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addPaths, readAssignments } from './file-commands.ts';

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'file-commands-')), 'file');
});
afterAll(() => {
  rmSync(join(file, '..'), { recursive: true });
});

test.each([
  ['', {}],
  ['A=1\n\nB=x=y\n', { A: '1', B: 'x=y' }],
  ['A=\n', { A: '' }],
  ['A=b<<c\n', { A: 'b<<c' }],
  ['A<<EOF\none\n\ntwo=2\nEOF\nB=1\n', { A: 'one\n\ntwo=2', B: '1' }],
  ['A<<EOF\nEOF\n', { A: '' }],
  ['A<<x=y\none\nx=y\n', { A: 'one' }],
  ['A=1\nA=2\n', { A: '2' }],
])('reads the variables in %j', (text, variables) => {
  writeFileSync(file, text);
  expect(readAssignments(file)).toEqual(variables);
});

test.each([
  ['A<<EOF\none\n', "Matching delimiter not found 'EOF'"],
  ['A<<\none\n', "Invalid format 'A<<'"],
  ['nothing\n', "Invalid format 'nothing'"],
  ['=value\n', "Invalid format '=value'"],
  ['<<EOF\nEOF\n', "Invalid format '<<EOF'"],
])('fails at %j as the runner does', (text, message) => {
  writeFileSync(file, text);
  expect(() => readAssignments(file)).toThrow(message);
});

test('puts the newest path first and none twice', () => {
  writeFileSync(file, '/a\n/b\n\n');
  expect(addPaths(file, ['/old', '/a'])).toEqual(['/b', '/a', '/old']);
});
