import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../config.ts';
import { featureNames, type KnownFeatures } from '../features.ts';
import { allFeatures } from './overrides.ts';
import { featuresOfCall } from './features-of-call.ts';

const directory = mkdtempSync(join(tmpdir(), 'rollout-'));
const file = join(directory, 'rollout.yml');
const killSwitch = join(directory, 'off');
beforeEach(() => {
  rmSync(file, { force: true });
  rmSync(killSwitch, { force: true, recursive: true });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Variants by name, and what was warned of. */
async function decide(env: Record<string, string> = {}, known?: KnownFeatures) {
  const warnings: string[] = [];
  const config = parseConfig({
    GITHUB_WORKSPACE: '/w',
    RUNNER_NAME: 'ci-1',
    RUNNER_TEMP: '/w/_temp',
    GITHUB_REPOSITORY: 'octo/app',
    HOOK_KILL_SWITCH: killSwitch,
    ...env,
  });
  const log = { warning: (text: string) => void warnings.push(text), debug: () => undefined };
  const features = await featuresOfCall({ config, known, log });
  return { features, warnings };
}

const off = { variant: 'off', reason: 'kill switch' } as const;
const on = allFeatures({ variant: 'on', reason: 'decided at prepare' });

test('the kill switch is stronger than everything, also in a job that runs', async () => {
  writeFileSync(file, 'features: {service-names: on}');
  writeFileSync(killSwitch, '');
  const env = { HOOK_ROLLOUT_FILE: file, HOOK_FEATURE_SERVICE_NAMES: 'on' };
  expect(await decide(env, on)).toEqual({ features: allFeatures(off), warnings: [] });
  rmSync(killSwitch);
  expect((await decide(env)).features['service-names'].variant).toBe('on');
});

test('a variable outranks the file, and what was decided when the job was prepared', async () => {
  writeFileSync(file, 'features: {service-names: on}');
  const env = { HOOK_ROLLOUT_FILE: file, HOOK_FEATURE_SERVICE_NAMES: 'off' };
  const expected = { variant: 'off', reason: 'HOOK_FEATURE variable' };
  expect((await decide(env)).features['service-names']).toEqual(expected);
  expect((await decide(env, on)).features['service-names']).toEqual(expected);
});

test.each([
  ['a link to nowhere', () => symlinkSync('/nowhere/at/all', killSwitch), true],
  ['a folder', () => mkdirSync(killSwitch), true],
  ['below a file', () => writeFileSync(file, ''), true],
])('%s is a pulled switch: whoever made it wanted something off', async (what, make, isOff) => {
  make();
  const env = what === 'below a file' ? { HOOK_KILL_SWITCH: join(file, 'off') } : {};
  const { features } = await decide(env);
  expect(features['service-names'].reason === 'kill switch').toBe(isOff);
});

test('reads the file anew at each call', async () => {
  const env = { HOOK_ROLLOUT_FILE: file };
  for (const variant of ['off', 'on', 'off'] as const) {
    writeFileSync(file, `features: {service-names: ${variant}}`);
    expect((await decide(env)).features['service-names'].variant).toBe(variant);
  }
});

test('a job keeps what was decided when it was prepared', async () => {
  writeFileSync(file, `features: {${featureNames.map((name) => `${name}: off`).join(', ')}}`);
  expect((await decide({ HOOK_ROLLOUT_FILE: file }, on)).features).toEqual(on);
});

test('a feature that the release which prepared did not know is decided now', async () => {
  writeFileSync(file, 'features: {engine-exec: off, service-names: off}');
  const older: KnownFeatures = { 'service-names': on['service-names'] };
  const { features } = await decide({ HOOK_ROLLOUT_FILE: file }, older);
  expect(features['engine-exec']).toEqual({ variant: 'off', reason: 'rollout file' });
  expect(features['service-names']).toEqual(on['service-names']);
});

test.each([
  ['is missing', undefined, 'ENOENT: no such file or directory'],
  ['is broken', 'features: [', 'it is neither JSON nor YAML'],
  ['is another document', 'apiVersion: v1', 'features is missing'],
])('a file that %s is one warning, and the defaults count', async (_what, text, why) => {
  if (text !== undefined) writeFileSync(file, text);
  const env = { HOOK_ROLLOUT_FILE: file, HOOK_FEATURE_PULL_POLICY: 'on' };
  const { features, warnings } = await decide({ ...env, HOOK_FEATURE_DEFAULT: 'off' });
  expect(warnings).toEqual([
    expect.stringMatching(
      new RegExp(`^The rollout file .* cannot be used: ${why}.* Each feature is as HOOK_FEATURE_`),
    ),
  ]);
  const variants = Object.entries(features).filter(([, { variant }]) => variant === 'on');
  expect(variants.map(([name]) => name)).toEqual(['pull-policy']);
  expect((await decide(env)).features['service-names'].variant).toBe('on');
});

test('names features that this release lacks, and follows the rest', async () => {
  writeFileSync(file, 'features: {credental-helper: off, service-names: off}');
  const { features, warnings } = await decide({ HOOK_ROLLOUT_FILE: file });
  expect(warnings).toEqual([
    `The rollout file ${file} names features that this release lacks: credental-helper.`,
  ]);
  expect(features['service-names'].variant).toBe('off');
  expect(features['credential-helper'].variant).toBe('on');
});

test('without a file everything is as the default says, and nothing is said', async () => {
  expect(await decide()).toEqual({
    features: allFeatures({ variant: 'on', reason: 'default' }),
    warnings: [],
  });
});
