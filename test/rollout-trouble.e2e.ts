/** What goes wrong in a rollout, and what a job in flight sees of it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readdirSync, rmSync } from 'node:fs';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr, noIdentity } from './support/fixtures.ts';
import { createFleet, workflowCredentials, type Fleet } from './support/rollout.ts';

const image = `${ecr}/app:1`;
const action = `${ecr}/action:1`;
/** A runner without an identity of AWS. */
const nobody = { ...noIdentity, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
const allOn = 'features: {credential-helper: on, service-names: on}';
const allOff = [
  ...['credential-helper', 'service-names', 'parallel-pulls', 'pull-policy'],
  ...['engine-exec', 'health-events'],
].reduce((text, name) => `${text}\n  ${name}: off`, 'features:');

let environment: Environment;
let fleet: Fleet;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image, action]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(() => {
  fleet = createFleet(environment);
});

test.each<[string, () => void]>([
  [
    'turned off',
    () => {
      fleet.rollOut(allOff);
    },
  ],
  [
    'broken',
    () => {
      fleet.rollOut('features: [');
    },
  ],
  [
    'deleted',
    () => {
      rmSync(fleet.env['HOOK_ROLLOUT_FILE'] ?? '');
    },
  ],
])('a job in flight does not notice a rollout file that is %s', async (_how, change) => {
  fleet.rollOut(allOn);
  const { runner, docker } = fleet.runner('octo/app');
  expect(
    (await runner.prepareJob({ container: { image }, services: { db: { image } } })).exitCode,
  ).toBe(0);
  change();
  const calls = [
    await runner.runScript('echo step'),
    await runner.runContainerAction({ image: action, args: ['true'] }),
    await runner.cleanupJob(),
  ];
  expect(calls.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  for (const { stdout } of calls) expect(stdout).not.toContain('::warning::');
  expect(docker()).not.toContain('login');
  const decided = fleet.events().map(({ features }) => features);
  expect(decided).toHaveLength(4);
  for (const features of decided) expect(features).toEqual(decided[0]);
  expect(decided[0]).toMatchObject({
    'credential-helper': { variant: 'on', reason: 'rollout file' },
  });
  expect(await environment.docker('ps', '--all', '--quiet')).toBe('');
});

test('the kill switch reaches a job in flight, which ends well all the same', async () => {
  fleet.rollOut(allOn);
  const { runner } = fleet.runner('octo/app');
  expect((await runner.prepareJob({ container: { image } })).exitCode).toBe(0);
  fleet.kill();
  const calls = [
    await runner.runScript('echo step'),
    await runner.runContainerAction({ image: action, args: ['true'] }),
    await runner.cleanupJob(),
  ];
  expect(calls.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const [prepare, ...others] = fleet.events().map(({ features }) => features);
  expect(prepare).toMatchObject({ 'engine-exec': { variant: 'on' } });
  for (const features of others)
    expect(features).toMatchObject({ 'engine-exec': { variant: 'off' } });
});

test('a broken rollout file is one warning in a job', async () => {
  fleet.rollOut('features: {credential-helper: {percent: 120}}');
  const { prepare, step, cleanup } = await fleet.play('octo/app', { container: { image } });
  expect(prepare.exitCode).toBe(0);
  const warnings = [prepare, step, cleanup].flatMap(({ commands }) =>
    commands.filter(({ name }) => name === 'warning'),
  );
  expect(warnings.map(({ text }) => text)).toEqual([
    expect.stringContaining(
      'cannot be used: features.credential-helper.percent must be a number from 0 to 100.',
    ),
  ]);
});

test('a helper that fails in the canary falls back to the credentials of the workflow', async () => {
  const credentials = await workflowCredentials(environment);
  await environment.docker('image', 'rm', '--force', image);
  fleet.rollOut(allOn);
  const job = { container: { image, credentials } };
  const { prepare, docker, event } = await fleet.play('octo/app', job, nobody);
  expect(prepare.exitCode).toBe(0);
  expect(docker).not.toContain('login');
  expect(prepare.commands.find(({ name }) => name === 'warning')?.text).toContain(
    `${image} was pulled with the credentials of the workflow, as those of the runner failed`,
  );
  expect(prepare.stdout).not.toContain(credentials.password);
  expect(event).toMatchObject({ outcome: 'success', fallbacks: 1, images: 1 });

  await environment.docker('image', 'rm', '--force', image);
  const off = await fleet.play('octo/app', job, { ...nobody, HOOK_CREDENTIALS_FALLBACK: 'off' });
  expect(off.prepare.exitCode).toBe(1);
  expect(off.event).toMatchObject({ outcome: 'hook-failed', errorClass: 'auth' });
});

test('nothing of a fallback is left on disk', async () => {
  const credentials = await workflowCredentials(environment);
  const { runner } = fleet.runner('octo/app', nobody);
  expect((await runner.prepareJob({ container: { image, credentials } })).exitCode).toBe(0);
  expect(readdirSync(runner.folders.temp).filter((name) => name.startsWith('ecr-'))).toEqual([]);
  await runner.cleanupJob();
});
