import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readLocalAction } from './local-action.ts';

let workspace: string;
beforeAll(() => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'local-action-')));
  workspace = join(top, 'workspace');
  const files = {
    'docker/action.yml': `name: Greet
description: greets
inputs: { who: { default: "\${{ github.actor }}" }, how: { description: way } }
runs:
  using: docker
  image: Dockerfile
  args: ["\${{ inputs.who }}", "x"]
  env: { A: b }
  post-entrypoint: /post
`,
    'docker/Dockerfile': 'FROM x\n',
    'image/action.yaml':
      'name: a\ndescription: b\nruns: { using: docker, image: "docker://alpine:3", entrypoint: /run }\n',
    'bare/Dockerfile': 'FROM x\n',
    'composite/action.yml': 'name: a\ndescription: b\nruns: { using: composite, steps: [] }\n',
    'node/action.yml': 'name: a\ndescription: b\nruns: { using: node20, main: x.js }\n',
    'out/action.yml': 'name: a\ndescription: b\nruns: { using: docker, image: ../../Dockerfile }\n',
    'wrong/action.yml': 'name: a\ndescription: b\nruns: { using: docker, imag: x }\n',
    'other/action.yml': 'name: a\ndescription: b\nruns: { using: docker, image: alpine }\n',
    'named/action.yml': 'name: a\ndescription: b\nruns: { using: docker, image: dockerfile.dev }\n',
    'named/dockerfile.dev': 'FROM x\n',
    'empty/README': '',
    '../Dockerfile': 'FROM secret\n',
    '../outside/action.yml': 'name: a\ndescription: b\nruns: { using: node20, main: x.js }\n',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
  symlinkSync('../outside', join(workspace, 'link'));
  mkdirSync(join(workspace, 'linked'));
  symlinkSync('../../Dockerfile', join(workspace, 'linked/Dockerfile'));
  symlinkSync('../docker/action.yml', join(workspace, 'empty/action.yml'));
});
afterAll(() => {
  rmSync(dirname(workspace), { recursive: true });
});

test('reads an action with a Dockerfile', () => {
  const action = readLocalAction(workspace, './docker');
  expect(action).toMatchObject({
    image: undefined,
    dockerfile: join(workspace, 'docker/Dockerfile'),
    entrypoint: undefined,
    inputs: [{ name: 'who' }, { name: 'how', default: undefined }],
    leftOut: ['post-entrypoint'],
  });
  expect(typeof action === 'string' ? 0 : action.args?.length).toBe(2);
});

test.each([
  ['./image', { image: 'alpine:3', dockerfile: undefined, entrypoint: '/run' }],
  ['./named', { image: undefined }],
  ['./bare', { image: undefined, inputs: [], args: undefined }],
])('reads %s', (path, action) => {
  expect(readLocalAction(workspace, path)).toMatchObject(action);
});

test.each([
  ['./composite', 'composite actions are not played'],
  ['./node', 'JavaScript actions are not played'],
])('says what %s is instead', (path, text) => {
  expect(readLocalAction(workspace, path)).toBe(text);
});

test.each([
  ['./../outside', './../outside leads out of the workspace.'],
  ['./link', './link leads out of the workspace.'],
  ['./linked', 'linked/Dockerfile leads out of the workspace.'],
  ['./out', '../Dockerfile leads out of the workspace.'],
  ['./other', "'alpine' should be either '[path]/Dockerfile' or 'docker://image[:tag]'."],
  ['./nothing', './nothing is not in the workspace.'],
  ['./wrong', "wrong/action.yml:3:24: Unexpected value 'imag'."],
])('refuses %s', (path, message) => {
  expect(() => readLocalAction(workspace, path)).toThrow(message);
});

test('follows links inside of the workspace', () => {
  // Its Dockerfile would lie beside the link.
  expect(() => readLocalAction(workspace, './empty')).toThrow('empty/Dockerfile is not in');
});
