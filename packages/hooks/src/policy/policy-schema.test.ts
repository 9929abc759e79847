import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { dockerOptions } from './docker-options.ts';
import { PolicyFile } from './policy-file.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const published = JSON.parse(read('../../policy.schema.json')) as {
  properties: { allow: { properties: object } };
};
const schema = z.fromJSONSchema(published as never);
const rules = Object.keys(published.properties.allow.properties);
const page = read('../../../../docs/policy.md');

test.each([
  ['{}', false],
  ['allow: {}', true],
  ['allow: {privileged: false}', true],
  ['allow: {privileged: off}', false],
  ['allow: {capabilities: []}', true],
  ['allow: {capabilities: [CAP_NET_ADMIN, ALL]}', true],
  ['allow: {capabilities: [net_admin]}', false],
  ['allow: {options: ["--health-*"]}', true],
  ['allow: {options: ["-e"]}', false],
  ['allow: {paths: [/srv], volumes: ["*"]}', true],
  ['allow: {paths: [./srv]}', false],
  ['allow: {registries: [""]}', false],
  ['allow: {of-a-newer-release: true}', false],
  ['{allow: {}, version: 1}', true],
  ['{allow: {}, version: 2}', false],
  ['{allow: {}, deny: {}}', false],
])('the published schema and the hook say the same of %s', (text, isRight) => {
  const file: unknown = parse(text);
  expect(PolicyFile.safeParse(file).success).toBe(isRight);
  expect(schema.safeParse(file).success).toBe(isRight);
});

test('every policy in the documentation is one', () => {
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const files = blocks.filter((text) => text.includes('allow:'));
  expect(files.length).toBeGreaterThan(0);
  for (const text of files) expect(PolicyFile.safeParse(parse(text)).success).toBe(true);
});

test('every rule is in the documentation', () => {
  for (const rule of rules) expect(page).toContain(`| \`${rule}\``);
});

test('every option that a rule judges is in the documentation', () => {
  for (const { name, touches } of dockerOptions)
    if (touches !== undefined) expect(page).toContain(`--${name}`);
});
