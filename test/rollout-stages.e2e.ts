/** The stages of docs/rollout.md, each with its way back. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import { createFleet, repositoriesIn, workflowCredentials } from './support/rollout.ts';
import type { Fleet, PlayedJob } from './support/rollout.ts';
import { plant } from './support/secrets/planted.ts';

const image = `${ecr}/app:1`;
const [first, second, third] = repositoriesIn([5, 50, 100]) as [string, string, string];

let environment: Environment;
let fleet: Fleet;
let credentials: { username: string; password: string };
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  credentials = await workflowCredentials(environment);
  fleet = createFleet(environment);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(() => {
  fleet.revive();
});

const withCredentials = () => ({ container: { image, credentials } });
const stale = {
  container: { image, credentials: { username: 'AWS', password: plant('registry password') } },
};
const without = { container: { image } };

/** A job that worked, by way of a login or of the helper. */
function wayOf({ prepare, step, cleanup, docker, event }: PlayedJob) {
  expect([prepare, step, cleanup].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(event).toMatchObject({ outcome: 'success' });
  return docker.includes('login') ? 'login' : 'helper';
}

const shadowLine =
  /Shadow of credential-helper: docker-credential-ecr-login has credentials for 123456789012/;

test('test group: with all features off, jobs log in as before', async () => {
  const played = await fleet.play(first, withCredentials(), {
    HOOK_FEATURE_DEFAULT: 'off',
    HOOK_ROLLOUT_FILE: '',
  });
  expect(wayOf(played)).toBe('login');
  expect(played.event).toMatchObject({
    features: { 'credential-helper': { variant: 'off', reason: 'default' } },
  });
});

test('test group: a runner group, by the settings of the runner, is the only one with it on', async () => {
  fleet.rollOut('features: {credential-helper: {only: {group: canary}}}');
  expect(wayOf(await fleet.play(first, stale, { HOOK_RUNNER_GROUP: 'canary' }))).toBe('helper');
  const other = await fleet.play(first, withCredentials(), { HOOK_RUNNER_GROUP: 'default' });
  expect(wayOf(other)).toBe('login');
});

test('shadow: jobs log in as before, and the log says whether the helper would have worked', async () => {
  fleet.rollOut('features: {credential-helper: shadow}');
  const played = await fleet.play(first, withCredentials());
  expect(wayOf(played)).toBe('login');
  expect(played.prepare.stdout).toMatch(shadowLine);
  expect(played.event).toMatchObject({ shadow: [{ host: ecr, covered: true, ok: true }] });
});

test('shadow: what would fail is told, and changes nothing', async () => {
  await environment.aws.setFaults({ on: 'GetAuthorizationToken', answer: 403 });
  fleet.rollOut('features: {credential-helper: shadow}');
  const played = await fleet.play(first, withCredentials(), { AWS_ECR_DISABLE_CACHE: 'true' });
  await environment.aws.setFaults();
  expect(wayOf(played)).toBe('login');
  expect(played.prepare.stdout).toContain(
    `Shadow of credential-helper: pulls from ${ecr} would fail`,
  );
  expect(played.event).toMatchObject({ shadow: [{ host: ecr, covered: true, ok: false }] });
});

const share = (percent: number) =>
  `features: {credential-helper: {percent: ${String(percent)}, otherwise: shadow}}`;

test.each([
  // percent, who goes which way
  [5, ['helper', 'login', 'login']],
  [50, ['helper', 'helper', 'login']],
  [100, ['helper', 'helper', 'helper']],
  // and back
  [5, ['helper', 'login', 'login']],
])('at %d per cent a repository is on its side', async (percent, ways) => {
  fleet.rollOut(share(percent));
  const seen: string[] = [];
  for (const repository of [first, second, third]) {
    const played = await fleet.play(repository, withCredentials());
    seen.push(wayOf(played));
    if (seen.at(-1) === 'login') expect(played.prepare.stdout).toMatch(shadowLine);
  }
  expect(seen).toEqual(ways);
});

test('everyone: credentials of yesterday do not matter, and a notice says that they can go', async () => {
  fleet.rollOut('features: {credential-helper: on}');
  const played = await fleet.play(third, stale);
  expect(wayOf(played)).toBe('helper');
  expect(played.prepare.stdout).toContain('can be deleted: jobs.build.container.credentials');
});

test('everyone: the kill switch takes jobs with credentials back to the login', async () => {
  fleet.rollOut('features: {credential-helper: on}');
  fleet.kill();
  const played = await fleet.play(first, withCredentials());
  expect(wayOf(played)).toBe('login');
  expect(played.event).toMatchObject({
    features: { 'credential-helper': { variant: 'off', reason: 'kill switch' } },
  });
});

test('credentials removed: jobs pull by the helper', async () => {
  fleet.rollOut('features: {credential-helper: on}');
  expect(wayOf(await fleet.play(second, without))).toBe('helper');
});

test.each<[string, () => void, Record<string, string>]>([
  [
    'the kill switch',
    () => {
      fleet.kill();
    },
    {},
  ],
  [
    'the rollout file',
    () => {
      fleet.rollOut('features: {credential-helper: off}');
    },
    {},
  ],
  ['a variable', () => undefined, { HOOK_FEATURE_CREDENTIAL_HELPER: 'off' }],
])(
  'credentials removed: %s stops no job, as the runner still authenticates',
  async (_by, act, env) => {
    fleet.rollOut('features: {credential-helper: on}');
    act();
    const played = await fleet.play(second, without, env);
    expect(wayOf(played)).toBe('helper');
    expect(played.prepare.stdout).toContain(
      `The workflow gives no credentials for ${ecr}, so this runner still authenticates there by itself.`,
    );
    expect(played.event).toMatchObject({ features: { 'credential-helper': { variant: 'off' } } });
  },
);
