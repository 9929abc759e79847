import { afterAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHelperBench, ecr, registry } from '../../test/helper-bench.ts';
import { outline, type Call } from '../../test/calls.ts';

const other = '210987654321.dkr.ecr.eu-west-1.amazonaws.com';
const bench = createHelperBench();
const { config, prepare } = bench;
afterAll(() => {
  bench[Symbol.dispose]();
});

const authentication = (calls: readonly Call[]) =>
  calls.filter(({ argv }) => ['login', 'pull', 'get'].includes(argv[0] ?? ''));

const off = { HOOK_FEATURE_CREDENTIAL_HELPER: 'off' };

test('off: hosts with credentials log in, hosts without keep the helper, and a notice says so', async () => {
  const images = [
    { image: `${ecr}/with:1`, registry },
    { image: `${ecr}/without:1` },
    { image: `${other}/uncovered:1` },
    { image: 'redis:7' },
  ];
  const { exitCode, calls, output } = await prepare(images, {
    env: { ...off, HOOK_PULL_CONCURRENCY: '1' },
  });
  expect(exitCode).toBe(0);
  expect(authentication(calls).map(outline)).toEqual([
    `login ${ecr}`,
    `pull ${ecr}/with:1`,
    `pull ${ecr}/without:1`,
    `pull ${other}/uncovered:1`,
    'pull redis:7',
  ]);
  const configOf = (image: string) =>
    calls.find(({ argv }) => argv[0] === 'pull' && argv.includes(image));
  const login = calls.find(({ argv }) => argv[0] === 'login');
  expect(configOf(`${ecr}/with:1`)?.env['DOCKER_CONFIG']).toBe(login?.env['DOCKER_CONFIG']);
  expect(configOf(`${ecr}/without:1`)?.env['DOCKER_CONFIG']).toBe(config);
  expect(configOf(`${other}/uncovered:1`)?.config).toMatchObject({
    credHelpers: { [ecr]: 'ecr-login', [other]: 'ecr-login' },
  });
  expect(output.match(/::notice::.*/g)).toEqual([
    `::notice::The feature credential-helper is not on for this job. The workflow gives no credentials for ${ecr}, ${other}, so this runner still authenticates there by itself.`,
  ]);
  expect(bench.leftovers()).toEqual([]);
});

test('off without HOOK_DOCKER_CONFIG is the same as on without it', async () => {
  const images = [{ image: `${ecr}/app:1`, registry }];
  const unset = { HOOK_DOCKER_CONFIG: '' };
  const one = await prepare(images, { env: unset });
  const two = await prepare(images, { env: { ...unset, ...off } });
  expect(authentication(two.calls).map(outline)).toEqual(authentication(one.calls).map(outline));
  expect(two.output).not.toContain('::notice::');
});

/** Shadow comes from a rollout file alone. */
const shadowFile = join(bench.directory, 'shadow.yml');
writeFileSync(shadowFile, 'features: {credential-helper: shadow}');
const shadow = { HOOK_ROLLOUT_FILE: shadowFile };

test('shadow: goes the way of off and tells what the helper would have done', async () => {
  const images = [
    { image: `${ecr}/app:1`, registry },
    {
      image: 'ghcr.io/octo/app:1',
      registry: { username: 'o', password: 'p', serverUrl: 'ghcr.io' },
    },
  ];
  const { calls, output, event } = await prepare(images, { env: shadow });
  const docker = calls.filter(({ program }) => program === 'docker');
  expect(authentication(docker).map(outline).sort()).toEqual(
    ['login ghcr.io', `login ${ecr}`, 'pull ghcr.io/octo/app:1', `pull ${ecr}/app:1`].sort(),
  );
  const helper = calls.filter(({ program }) => program !== 'docker');
  expect(helper.map(({ argv, stdin }) => [...argv, stdin])).toEqual([['get', ecr]]);
  expect(output).toContain(
    `Shadow of credential-helper: docker-credential-ecr-login has credentials for ${ecr}; those of the workflow would not be used.\n`,
  );
  expect(output).toContain(
    'Shadow of credential-helper: ghcr.io is not covered, so the credentials of the workflow would be used as today.\n',
  );
  expect(event).toMatchObject({
    features: { 'credential-helper': { variant: 'shadow', reason: 'rollout file' } },
    shadow: expect.arrayContaining([
      { host: ecr, covered: true, ok: true },
      { host: 'ghcr.io', covered: false, ok: true },
    ]) as unknown,
  });
});

test('shadow: a helper without credentials changes nothing for the job', async () => {
  const { exitCode, output, event } = await prepare([{ image: `${ecr}/app:1`, registry }], {
    env: shadow,
    answers: [{ when: ['docker-credential-ecr-login'], exitCode: 1 }],
  });
  expect(exitCode).toBe(0);
  expect(output).toContain(
    `Shadow of credential-helper: pulls from ${ecr} would fail: docker-credential-ecr-login has no credentials for ${ecr}`,
  );
  expect(output).not.toMatch(/::(warning|error)::/);
  expect(event).toMatchObject({
    outcome: 'success',
    shadow: [{ host: ecr, covered: true, ok: false }],
  });
});

test('shadow: has nothing to look at without credentials in the workflow', async () => {
  const { calls, output, event } = await prepare([{ image: 'redis:7' }], { env: shadow });
  expect(authentication(calls).map(outline)).toEqual(['pull redis:7']);
  expect(output).not.toContain('Shadow');
  expect(event).not.toHaveProperty('shadow');
});
