import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chownSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CallEvent } from '../packages/hooks/src/event-log/event.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from './support/fixtures.ts';
import { createRunner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('every call of a job leaves its line: background steps, a cancel, failures, a cleanup', async () => {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const identity = awsIdentity(environment);
  const parent = join(environment.directory, 'logs');
  const directory = join(parent, 'events');
  mkdirSync(parent);
  chownSync(parent, runnerUser.uid, runnerUser.gid);
  const env = { ...identity, HOOK_DOCKER_CONFIG, HOOK_EVENT_LOG: directory };
  const runner = createRunner(environment, { user: runnerUser, env });

  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  const codes = Array.from({ length: 10 }, (_, index) => index);
  const steps = codes.map((code) =>
    runner.runScript(`echo planted; exit ${String(code)}`, { env: { TOKEN: 'planted' } }),
  );
  expect((await Promise.all(steps)).map(({ exitCode }) => exitCode)).toEqual(codes);
  const action = await runner.runContainerAction({ image, args: 'echo planted' });
  expect(action).toMatchObject({ exitCode: 0 });
  const missing = await runner.runContainerAction({ image: `${ecr}/missing:1` });
  expect(missing).toMatchObject({ exitCode: 1 });
  const running = runner.startScript('sleep 1000');
  await waitFor('the step runs', async () =>
    (await environment.docker('top', String(runner.state?.['container']))).includes('sleep 1000'),
  );
  expect(await running.cancel()).not.toMatchObject({ exitCode: 0 });
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stderr: '' });

  expect(modeOf(directory)).toBe('700');
  expect(readdirSync(directory)).toEqual(['hook-events-000001.jsonl']);
  const file = join(directory, 'hook-events-000001.jsonl');
  expect(modeOf(file)).toBe('600');
  const text = readFileSync(file, 'utf8');
  for (const secret of ['planted', ...Object.values(identity)]) expect(text).not.toContain(secret);
  const events = text
    .trim()
    .split('\n')
    .map((line) => CallEvent.parse(JSON.parse(line)));
  const told = events.map(({ command, outcome, exitCode }) => [command, outcome, exitCode]);
  const atOnce = told.slice(1, 11).sort(([, , one], [, , other]) => Number(one) - Number(other));
  expect([...told.slice(0, 1), ...atOnce, ...told.slice(11)]).toEqual([
    ['prepare_job', 'success', 0],
    ...codes.map((code) => ['run_script_step', code === 0 ? 'success' : 'step-failed', code]),
    ['run_container_step', 'success', 0],
    ['run_container_step', 'hook-failed', 1],
    ['run_script_step', 'cancelled', 130],
    ['cleanup_job', 'success', 0],
  ]);
  const [prepared] = events;
  expect(prepared).toMatchObject({
    images: 1,
    repository: 'octo/hello',
    runId: '4711',
    job: 'build',
  });
  expect(prepared?.bytes).toBeGreaterThan(100_000);
  expect(events[12]).toMatchObject({ errorClass: 'not-found' });
});
