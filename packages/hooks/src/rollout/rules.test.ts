import { expect, test } from '@jest/globals';
import type { RolloutJob } from './rollout-job.ts';
import type { RolloutRule } from './rollout-file.ts';
import { fitsRule } from './rules.ts';

const job: RolloutJob = {
  runner: 'ci-canary-7',
  group: 'canary',
  labels: ['linux', 'gpu'],
  repository: 'octo/app',
  workflow: 'Build',
  workflowFile: '.github/workflows/build.yml',
  ref: 'refs/heads/feature/x',
  event: 'pull_request',
  runId: '42',
};
const unknown: RolloutJob = {
  runner: 'r',
  group: undefined,
  labels: undefined,
  repository: undefined,
  workflow: undefined,
  workflowFile: undefined,
  ref: undefined,
  event: undefined,
  runId: undefined,
};

test.each<[RolloutRule, boolean]>([
  [{ runner: 'ci-canary-*' }, true],
  [{ group: 'canary' }, true],
  [{ group: 'default' }, false],
  [{ label: 'GPU' }, true],
  [{ label: ['arm64', 'linux'] }, true],
  [{ label: 'arm64' }, false],
  [{ organization: 'octo' }, true],
  [{ organization: 'octo/app' }, false],
  [{ repository: ['octo/web', 'octo/app'] }, true],
  [{ repository: 'app' }, false],
  [{ workflow: 'build' }, true],
  [{ workflow: '*/build.yml' }, true],
  [{ ref: 'feature/*' }, true],
  [{ ref: 'refs/heads/*' }, true],
  [{ ref: 'main' }, false],
  [{ event: ['push', 'pull_request'] }, true],
  [{ group: 'canary', event: 'push' }, false],
  [{ group: 'canary', event: 'pull_request', repository: 'octo/*' }, true],
])('the rule %j fits the job: %s', (rule, fits) => {
  expect(fitsRule(rule, job)).toBe(fits);
});

test.each<keyof RolloutRule>([
  ...(['group', 'label', 'organization', 'repository', 'workflow', 'ref', 'event'] as const),
])('a rule on %s says nothing of a job where that is not known', (name) => {
  expect(fitsRule({ [name]: '*' }, unknown)).toBeUndefined();
  expect(fitsRule({ [name]: '*', runner: 'other' }, unknown)).toBe(false);
});
