import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './support/fixtures.ts';
import { createRunner, type HookCall } from './support/runner.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/team/redis:7`;

let environment: Environment;
let identity: Record<string, string>;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([server], { cmd: pongServer });
  identity = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** One error line, a code other than 0, no stack trace. */
function expectOneError(call: HookCall, text: string | RegExp): void {
  const errors = call.commands.filter(({ name }) => name === 'error');
  expect(call.exitCode).toBe(1);
  expect(errors).toHaveLength(1);
  expect(errors[0]?.text).toMatch(text);
  expect(call.stdout + call.stderr).not.toMatch(/^\s+at |node:internal|AKIA|\.ts:\d|\.js:\d/m);
}

test.each<[string, string, string | RegExp]>([
  ['nothing', '', 'The request on stdin is empty.'],
  ['broken JSON', '{"command":', 'is not JSON'],
  [
    'an unknown command',
    '{"command":"x","responseFile":"/x"}',
    'command must be one of prepare_job',
  ],
  ['a missing field', '{"command":"run_script_step","args":{}}', 'args.entryPoint is missing'],
  [
    'no response file',
    '{"command":"prepare_job","args":{},"responseFile":"/nowhere/x.json"}',
    'The response file /nowhere/x.json',
  ],
])('answers %s with one error', async (_what, input, message) => {
  const runner = createRunner(environment, { env: identity });
  expectOneError(await runner.startRaw(input).finished, message);
});

test('a cancel ends the wait for a request that never comes', async () => {
  const runner = createRunner(environment, { env: identity });
  const running = runner.startRaw(undefined);
  await sleep(500);
  const started = performance.now();
  expect(await running.cancel()).toMatchObject({ exitCode: 130 });
  expect(performance.now() - started).toBeLessThan(5000);
});

test.each(['GITHUB_WORKSPACE', 'RUNNER_NAME'])('names %s when it is missing', async (name) => {
  const runner = createRunner(environment, { env: identity });
  const request = '{"command":"prepare_job","args":{},"responseFile":"/dev/null"}';
  expectOneError(await runner.startRaw(request, { [name]: '' }).finished, `${name} is missing`);
});

test('says that docker is missing', async () => {
  const runner = createRunner(environment, { env: { ...identity, PATH: '/nowhere' } });
  expectOneError(
    await runner.prepareJob({ container: { image } }),
    /^docker was not found on the runner's PATH/,
  );
});

test('says that the daemon does not answer', async () => {
  const DOCKER_HOST = 'unix:///nowhere/docker.sock';
  const runner = createRunner(environment, { env: { ...identity, DOCKER_HOST } });
  const call = await runner.prepareJob({ container: { image } });
  expectOneError(
    call,
    /Cannot connect to the Docker daemon at unix:\/\/\/nowhere.*Check that dockerd runs/,
  );
  expect(call.lines).toHaveLength(1);
});

test.each([
  [`${ecr}/app:nope`, /manifest unknown.* Check name, tag/],
  [`${ecr}/no-such-repository:1`, /app:nope|no-such-repository.*(not found|unknown)/],
  ['Not An Image', 'is not an image reference: it has white space in it.'],
  ['--privileged', 'is not an image reference'],
])('says why %s cannot be pulled, without trying twice', async (reference, message) => {
  await environment.registry.clearRequests();
  const runner = createRunner(environment, { env: identity });
  const call = await runner.prepareJob({ container: { image: reference } });
  expectOneError(call, message);
  expect(call.commands.map(({ name }) => name)).not.toContain('warning');
});

test('tries a registry that fails for a while again', async () => {
  await environment.registry.setFaults({ answer: 503, on: '/manifests/', times: 2 });
  const runner = createRunner(environment, { env: identity });
  const call = await runner.prepareJob({ container: { image } });
  await environment.registry.setFaults();
  expect(call.exitCode).toBe(0);
  expect(call.commands.find(({ name }) => name === 'warning')?.text).toMatch(
    /503.*Trying again in \d/,
  );
  await runner.cleanupJob();
});

test('says which registry cannot be reached', async () => {
  const env = { ...identity, HOOK_PULL_RETRY_TIMEOUT: '1' };
  const runner = createRunner(environment, { env });
  const call = await runner.prepareJob({ container: { image: 'registry.nowhere.example/app:1' } });
  expectOneError(
    call,
    /docker pull registry\.nowhere\.example\/app:1 failed: .*(lookup|dial).* check network, DNS and proxy/,
  );
});

test('leaves nothing of a half-made job, and has one line for the steps after it', async () => {
  const runner = createRunner(environment, { env: identity });
  const call = await runner.prepareJob({
    container: { image },
    services: {
      one: { image: server, ports: ['8099:80'] },
      two: { image: server, ports: ['8099:80'] },
    },
  });
  expectOneError(
    call,
    /docker start of .* failed: .*(port is already allocated|address already in use)/,
  );
  const label = ['--filter', 'label=ecr-runner-hooks.runner'];
  expect(await environment.docker('ps', '--all', '--quiet', ...label)).toBe('');
  expect(await environment.docker('network', 'ls', '--quiet', ...label)).toBe('');
  expect(readdirSync(runner.folders.temp).filter((name) => name.startsWith('ecr-'))).toEqual([]);

  expectOneError(
    await runner.runScript('echo always'),
    /^The job container of this job was never started\./,
  );
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test.each([
  ['over the socket needs none', {}, []],
  ['by its client is a warning', { HOOK_FEATURE_ENGINE_EXEC: 'off' }, ['warning']],
])("a cleanup without docker's client %s", async (_what, more, told) => {
  const env = { ...identity, PATH: '/nowhere', ...more };
  const call = await createRunner(environment, { env }).cleanupJob();
  expect(call.exitCode).toBe(0);
  expect(call.commands.map(({ name }) => name)).toEqual(told);
});

test('a program that the container of an action does not have is named, over the socket by one error', async () => {
  const action = { image, entrypoint: '/no/such/program' };
  const call = await createRunner(environment, { env: identity }).runContainerAction(action);
  expect(call.exitCode).toBe(1);
  const errors = call.commands.filter(({ name }) => name === 'error');
  expect(errors.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^docker run \S+ failed: .*\/no\/such\/program.* Check `options`/),
  ]);

  const env = { ...identity, HOOK_FEATURE_ENGINE_EXEC: 'off' };
  const byClient = await createRunner(environment, { env }).runContainerAction(action);
  expect(byClient.exitCode).toBe(127);
  expect(byClient.stderr).toContain('/no/such/program');
});
