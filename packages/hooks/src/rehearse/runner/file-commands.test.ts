import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCommandFiles,
  parseAssignments,
  prependPaths,
  takeCommandFiles,
} from './file-commands.ts';

let temp: string;
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'file-commands-'));
  mkdirSync(join(temp, '_runner_file_commands'));
});
afterAll(() => {
  rmSync(temp, { recursive: true });
});

test.each([
  ['', {}],
  ['A=1\nB=2\n', { A: '1', B: '2' }],
  ['A=1\r\nB=a=b\r\n', { A: '1', B: 'a=b' }],
  ['A=\n\nB= x ', { A: '', B: ' x ' }],
  ['A<<EOF\none\ntwo=2\nEOF\nB=3', { A: 'one\ntwo=2', B: '3' }],
  ['A<<EOF\nEOF\n', { A: '' }],
  ['A=b<<EOF\n', { A: 'b<<EOF' }],
  ['A<<E=F\nx\nE=F\n', { A: 'x' }],
  ['A=1\nA=2\n', { A: '2' }],
  ['__proto__=1\n', { ['__proto__']: '1' }],
])('reads %j', (text, values) => {
  expect(parseAssignments(text)).toEqual(new Map(Object.entries(values)));
});

test.each([
  ['no sign', "Invalid format 'no sign'."],
  ['=1', "Invalid format '=1'."],
  ['A<<', "Invalid format 'A<<'."],
  ['A<<EOF\n1\n', "Invalid value. Matching delimiter not found 'EOF'."],
])('refuses %j', (text, message) => {
  expect(() => parseAssignments(text)).toThrow(message);
});

test('takes what a step has said, once', () => {
  const files = createCommandFiles(temp);
  writeFileSync(files.GITHUB_ENV, 'A=1\n');
  writeFileSync(files.GITHUB_OUTPUT, 'x<<E\n1\n2\nE\n');
  writeFileSync(files.GITHUB_PATH, '/a\n\n/b\n');
  writeFileSync(files.GITHUB_STEP_SUMMARY, '# Done\n');
  expect(takeCommandFiles(files)).toEqual({
    env: new Map([['A', '1']]),
    outputs: new Map([['x', '1\n2']]),
    paths: ['/a', '/b'],
    summary: '# Done\n',
    mistakes: [],
  });
  expect(readdirSync(join(temp, '_runner_file_commands'))).toEqual([]);
});

test('refuses what the runner refuses', () => {
  const files = createCommandFiles(temp);
  writeFileSync(files.GITHUB_ENV, 'NODE_OPTIONS=--require /x\n');
  expect(takeCommandFiles(files).mistakes).toEqual([expect.stringContaining('NODE_OPTIONS')]);
  const others = createCommandFiles(temp);
  writeFileSync(others.GITHUB_STATE, 'wrong\n');
  writeFileSync(others.GITHUB_OUTPUT, 'x=1\n');
  expect(takeCommandFiles(others)).toMatchObject({
    outputs: new Map([['x', '1']]),
    mistakes: ["Invalid format 'wrong'."],
  });
});

test('reads nothing that a step put in the place of a file', () => {
  const secret = join(temp, 'secret');
  writeFileSync(secret, 'A=secret\n');
  const files = createCommandFiles(temp);
  rmSync(files.GITHUB_ENV);
  symlinkSync(secret, files.GITHUB_ENV);
  expect(takeCommandFiles(files)).toMatchObject({
    env: new Map(),
    mistakes: [expect.stringMatching(/cannot be read: ELOOP/)],
  });
  expect(readdirSync(join(temp, '_runner_file_commands'))).toEqual([]);
});

test('takes a file that a step has removed for an empty one', () => {
  const files = createCommandFiles(temp);
  rmSync(join(temp, '_runner_file_commands'), { recursive: true });
  const nothing = { env: new Map(), outputs: new Map(), paths: [], summary: '' };
  expect(takeCommandFiles(files)).toEqual({ ...nothing, mistakes: [] });
});

test('puts the newest paths in front, nothing twice', () => {
  expect(prependPaths(['/a', '/b'], ['/c', '/a'])).toEqual(['/b', '/a', '/c']);
});
