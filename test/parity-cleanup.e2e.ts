import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr } from './support/fixtures.ts';
import { createRunner, type HookCall, type WorkflowJob } from './support/runner.ts';
import { plant } from './support/secrets/planted.ts';

const image = `${ecr}/app:1`;
const password = plant('registry password');

let environment: Environment;
let env: Record<string, string>;
beforeAll(async () => {
  environment = await startEnvironment();
  env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const list = async (...args: string[]) =>
  (await environment.docker(...args)).split('\n').filter(Boolean).sort();
const containers = () => list('ps', '--all', '--format', '{{.Names}}');
const networks = () => list('network', 'ls', '--quiet', '--filter', 'type=custom');
const volumes = () => list('volume', 'ls', '--quiet');
const images = () => list('image', 'ls', '--quiet', 'ecr-runner-hooks');
const told = ({ commands }: HookCall, ...names: string[]) =>
  commands.filter(({ name }) => names.includes(name)).map(({ text }) => text);

/** A container with an anonymous volume, which must not outlive it. */
const container = { image, volumes: ['/anonymous'] };
const service = { image, command: 'sleep 600', volumes: ['/data'] };
const withOptions = (options: string): WorkflowJob => ({
  container,
  services: { bad: { ...service, options } },
});

/** Jobs whose last container fails, so that there is something to take down. */
const failing: readonly (readonly [string, WorkflowJob, RegExp])[] = [
  [
    'an image that is not there',
    { container, services: { bad: { ...service, image: `${ecr}/app:nope` } } },
    /manifest unknown/,
  ],
  [
    'a registry that takes no such login',
    {
      container,
      services: {
        bad: {
          ...service,
          image: 'registry.example.com/none:1',
          credentials: { username: 'user', password },
        },
      },
    },
    /registry\.example\.com/,
  ],
  ['an option docker does not know', withOptions('--no-such-flag'), /unknown flag: --no-such-flag/],
  [
    'a program that is not in the image',
    { container, services: { bad: { ...service, entrypoint: '/no/such/program' } } },
    /no such file/,
  ],
];

test.each(failing)('a prepare that fails at %s leaves nothing', async (_what, job, message) => {
  const runner = createRunner(environment, { env });
  const files = readdirSync(runner.folders.temp);
  const call = await runner.prepareJob(job);
  expect(call.exitCode).toBe(1);
  expect(told(call, 'error')).toEqual([expect.stringMatching(message)]);
  expect(call.stdout + call.stderr).not.toContain(password);
  expect([await containers(), await networks(), await volumes()]).toEqual([[], [], []]);
  expect(readdirSync(runner.folders.temp)).toEqual(files);

  const always = await runner.runScript('echo always');
  expect(always.exitCode).toBe(1);
  expect(told(always, 'error')).toEqual([expect.stringContaining('was never started')]);
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test.each([
  ['no state', null],
  ['a state of other types', { network: 1, container: ['x'], services: 'y' }],
  ['the state of a later release', { version: 99, job: { id: 'x' } }],
])('with %s, cleanup finds everything by its labels', async (_what, state) => {
  const runner = createRunner(environment, { env });
  const services = { data: { ...service, volumes: ['/data', 'named:/named'] } };
  expect(await runner.prepareJob({ container, services })).toMatchObject({ exitCode: 0 });
  const action = join(runner.folders.work, '_actions/act');
  mkdirSync(action);
  writeFileSync(join(action, 'Dockerfile'), `FROM ${image}\nCMD ["echo", "built"]\n`);
  const built = await runner.runContainerAction({ dockerfile: join(action, 'Dockerfile') });
  expect(built.lines.at(-1)).toBe('built');
  await environment.docker('run', '--detach', '--name', 'by-hand', image, 'sleep', '600');
  expect([await images(), await volumes()]).toMatchObject([{ length: 1 }, { length: 3 }]);

  const request = { command: 'cleanup_job', responseFile: '/dev/null', args: {}, state };
  const call = await runner.startRaw(JSON.stringify(request)).finished;
  expect([call.exitCode, told(call, 'warning', 'error')]).toEqual([0, []]);
  expect([await containers(), await networks()]).toEqual([['by-hand'], []]);
  expect([await images(), await volumes()]).toEqual([[], ['named']]);
  await environment.docker('rm', '--force', 'by-hand');
  await environment.docker('volume', 'rm', 'named');
});

test('with the state of a later release, a step finds its job container by its labels', async () => {
  const runner = createRunner(environment, { env });
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  const step = { entryPoint: 'hostname', entryPointArgs: [], environmentVariables: {} };
  const args = { ...step, prependPath: [], workingDirectory: '/' };
  const request = {
    command: 'run_script_step',
    responseFile: '/dev/null',
    args,
    state: { version: 99 },
  };
  const call = await runner.startRaw(JSON.stringify(request)).finished;
  expect(call).toMatchObject({ exitCode: 0, lines: [runner.job.container?.id?.slice(0, 12)] });
  await runner.cleanupJob();
});
