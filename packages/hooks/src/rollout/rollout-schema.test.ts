import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { featureNames } from '../features.ts';
import { RolloutFile } from './rollout-file.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const published = JSON.parse(read('../../rollout.schema.json')) as {
  properties: { features: { properties: object } };
};
const schema = z.fromJSONSchema(published as never);

test('an editor knows every feature', () => {
  expect(Object.keys(published.properties.features.properties)).toEqual(featureNames);
});

test.each([
  ['{}', false],
  ['features: {}', true],
  ['features: {service-names: on}', true],
  ['features: {service-names: true}', true],
  ['features: {service-names: shadow}', false],
  ['features: {credential-helper: shadow}', true],
  ['features: {credential-helper: {otherwise: shadow, percent: 0.5, by: run}}', true],
  ['features: {credential-helper: {percent: 101}}', false],
  ['features: {credential-helper: {percent: "5"}}', false],
  ['features: {credential-helper: {by: actor}}', false],
  ['features: {credential-helper: {onyl: []}}', false],
  ['features: {credential-helper: {only: {group: canary}, except: [{ref: [main, v*]}]}}', true],
  ['features: {credential-helper: {only: {grup: canary}}}', false],
  ['features: {credential-helper: {only: {group: ""}}}', false],
  ['features: {credential-helper: {only: {group: []}}}', false],
  ['features: {of-a-newer-release: {percent: 5}}', true],
  ['features: {of-a-newer-release: 5}', true],
  ['{features: {}, versoin: 1}', false],
  ['{features: {}, version: 2}', false],
])('the published schema and the hook say the same of %s', (text, isRight) => {
  const file: unknown = parse(text);
  expect(RolloutFile.safeParse(file).success).toBe(isRight);
  expect(schema.safeParse(file).success).toBe(isRight);
});

test('every rollout file in the documentation is one', () => {
  const page = read('../../../../docs/rollout.md');
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const files = blocks.filter((text) => text.includes('features:'));
  expect(files).toHaveLength(1);
  for (const text of files) {
    const { features } = RolloutFile.parse(parse(text));
    expect(featureNames).toEqual(expect.arrayContaining(Object.keys(features)));
  }
});

test('every feature is in the documentation', () => {
  const page = read('../../../../docs/rollout.md');
  for (const name of featureNames) expect(page).toContain(`| \`${name}\``);
});
