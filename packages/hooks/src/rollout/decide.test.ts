import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { featureNames } from '../features.ts';
import { decideFeatures, type FeatureSources } from './decide.ts';
import type { RolloutEntry } from './rollout-file.ts';
import type { RolloutJob } from './rollout-job.ts';

const job: RolloutJob = {
  runner: 'ci-1',
  group: 'canary',
  labels: undefined,
  repository: 'octo/app',
  workflow: 'ci',
  workflowFile: '.github/workflows/ci.yml',
  ref: 'refs/heads/main',
  event: 'push',
  runId: '42',
};

const decide = (sources: Partial<FeatureSources>, of = job) =>
  decideFeatures({ byDefault: 'on', rollout: undefined, ...sources }, of);

const decideEntry = (entry: RolloutEntry, of = job) =>
  decide({ rollout: { features: { 'credential-helper': entry } } }, of)['credential-helper'];

test('is on when nothing says anything, or as the default says', () => {
  for (const name of featureNames) {
    expect(decide({})[name]).toEqual({ variant: 'on', reason: 'default' });
    expect(decide({ byDefault: 'off' })[name]).toEqual({ variant: 'off', reason: 'default' });
  }
});

test('the rollout file outranks the default', () => {
  const decided = decide({ rollout: { features: { 'pull-policy': 'off' } } });
  expect(decided['parallel-pulls']).toEqual({ variant: 'on', reason: 'default' });
  expect(decided['pull-policy']).toEqual({ variant: 'off', reason: 'rollout file' });
});

test('a rollout file cannot name a feature by what every object has', () => {
  const features = JSON.parse('{"__proto__": "off", "constructor": "off"}') as Record<
    string,
    'off'
  >;
  expect(decide({ rollout: { features } })['service-names'].reason).toBe('default');
});

test.each<[string, RolloutEntry, string, string]>([
  ['a word', 'off', 'off', 'rollout file'],
  ['a word of YAML 1.1', false, 'off', 'rollout file'],
  ['a word of YAML 1.1', true, 'on', 'rollout file'],
  ['shadow', 'shadow', 'shadow', 'rollout file'],
  ['nothing more', {}, 'on', 'rollout file'],
  ['a variant', { variant: 'shadow' }, 'shadow', 'rollout file'],
  ['a fitting only', { only: { group: 'canary' } }, 'on', 'rollout file, only'],
  [
    'one of several only',
    { only: [{ group: 'x' }, { event: 'push' }] },
    'on',
    'rollout file, only',
  ],
  ['another only', { only: { group: 'x' } }, 'off', 'rollout file, not among only'],
  ['an empty only', { only: [] }, 'off', 'rollout file, not among only'],
  ['an only that is not known', { only: { label: '*' } }, 'off', 'rollout file, not among only'],
  ['a fitting except', { except: { ref: 'main' } }, 'off', 'rollout file, except'],
  [
    'an except that is not known',
    { except: { label: 'gpu' } },
    'off',
    'rollout file, except by what is not known',
  ],
  ['another except', { except: { ref: 'v*' } }, 'on', 'rollout file'],
  ['both', { only: { group: '*' }, except: { ref: 'main' } }, 'off', 'rollout file, except'],
  ['otherwise', { only: [], otherwise: 'shadow' }, 'shadow', 'rollout file, not among only'],
  ['no share', { percent: 0 }, 'off', 'rollout file, 0 % by repository, at 55.10'],
  ['a small share', { percent: 10 }, 'off', 'rollout file, 10 % by repository, at 55.10'],
  ['a large share', { percent: 99 }, 'on', 'rollout file, 99 % by repository, at 55.10'],
  ['the whole', { percent: 100 }, 'on', 'rollout file'],
  [
    'the rest in shadow',
    { percent: 1, otherwise: 'shadow' },
    'shadow',
    'rollout file, 1 % by repository, at 55.10',
  ],
])('decides by %s', (_what, entry, variant, reason) => {
  expect(decideEntry(entry)).toEqual({ variant, reason });
});

test('a job whose key is not known is in no share', () => {
  const { variant, reason } = decideEntry({ percent: 99 }, { ...job, repository: undefined });
  expect({ variant, reason }).toEqual({
    variant: 'off',
    reason: 'rollout file, the repository is not known',
  });
});

const anyJob = fc
  .record({
    repository: fc.stringMatching(/^[a-z]{1,9}\/[a-z]{1,9}$/),
    runId: fc.nat().map(String),
  })
  .map((facts) => ({ ...job, ...facts }));
const key = fc.constantFrom('repository', 'workflow', 'run' as const);

test('a higher share only adds jobs', () => {
  fc.assert(
    fc.property(anyJob, key, fc.nat(100), fc.nat(100), (of, by, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const isOn = (percent: number) => decideEntry({ percent, by }, of).variant === 'on';
      if (isOn(low)) expect(isOn(high)).toBe(true);
      expect(isOn(0)).toBe(false);
      expect(isOn(100)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a re-run, on whatever runner, stays on its side', () => {
  fc.assert(
    fc.property(anyJob, key, fc.nat(100), fc.string(), (of, by, percent, runner) => {
      const again = { ...of, runner, group: runner, labels: [runner] };
      expect(decideEntry({ percent, by }, again)).toEqual(decideEntry({ percent, by }, of));
    }),
  );
});

test('who is left out stays out at every share', () => {
  fc.assert(
    fc.property(anyJob, fc.nat(100), (of, percent) => {
      const except = { repository: of.repository };
      expect(decideEntry({ percent, except }, of).variant).toBe('off');
    }),
  );
});
