/**
 * A runner whose files the daemon sees at another path, as with a runner in a container: here by a
 * mount namespace of its own. At the runner's path the daemon has an empty file system.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr, awsIdentity, dockerConfig } from './support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from './support/runner.ts';

const image = `${ecr}/glibc:1`;

let environment: Environment;
/** The folder of the runners, as they name it and as the daemon does. */
let paths: { runner: string; daemon: string };
let socket: string;
let runners: Runner[] = [];

beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], { librariesOf: [process.execPath] });
  const [runner, daemon] = [
    join(environment.directory, 'home'),
    join(environment.directory, 'srv'),
  ];
  paths = { runner: join(runner, 'runners'), daemon };
  mkdirSync(paths.runner, { recursive: true });
  mkdirSync(daemon);
  socket = join(paths.runner, 'daemon.sock');
  linkSync(environment.dockerHost.slice('unix://'.length), socket);
  const script = 'mount --bind "$1" "$2" && mount -t tmpfs empty "$1"';
  const env = { PATH: environment.path };
  const hidden = await environment.run(['sh', '-c', script, 'sh', paths.runner, daemon], { env });
  expect(hidden).toMatchObject({ exitCode: 0, stderr: '' });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

// What one test leaves by mistake is not the next one's failure.
afterEach(async () => {
  for (const runner of runners) await runner.cleanupJob();
  runners = [];
});

function containedRunner(pathMap: string): Runner {
  const uncover = ['unshare', '--mount', 'sh', '-c', 'umount "$0" && exec "$@"', paths.runner];
  const contained: Environment = {
    ...environment,
    directory: paths.runner,
    dockerHost: `unix://${socket}`,
    command: (argv, options) => environment.command([...uncover, ...argv], options),
  };
  const env = {
    ...awsIdentity(environment),
    HOOK_DOCKER_CONFIG: dockerConfig(contained, {}),
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
    HOOK_PATH_MAP: pathMap,
  };
  const runner = createRunner(contained, { env });
  runners.push(runner);
  return runner;
}

const wholeMap = () =>
  [
    `${paths.runner}=${paths.daemon}`,
    `${socket}=${environment.dockerHost.slice('unix://'.length)}`,
  ].join(',');

const errors = (call: HookCall) =>
  call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);

async function expectNothingLeft(): Promise<void> {
  const label = ['--filter', 'label=ecr-runner-hooks.runner', '--quiet'];
  expect(await environment.docker('ps', '--all', ...label)).toBe('');
  expect(await environment.docker('network', 'ls', ...label)).toBe('');
}

const notSeen = (work: string) =>
  `The docker daemon (unix://${socket}) does not see the runner's work folder ${work}: the container has an empty or another folder instead. `;
const advice = (work: string) =>
  `The runner runs in a container: mount its work folder at the same path in the runner and in the container or machine of the daemon, or set HOOK_PATH_MAP=${work}=<path on the daemon's machine>.`;

test('without a path map a job ends with one sentence that says what to do, and leaves nothing', async () => {
  const runner = containedRunner('');
  const call = await runner.prepareJob({ container: { image }, services: { other: { image } } });
  expect(call.exitCode).toBe(1);
  const { work } = runner.folders;
  expect(errors(call)).toEqual([notSeen(work) + advice(work)]);
  await expectNothingLeft();
});

test('without a path map a container action ends with the same sentence', async () => {
  const runner = containedRunner('');
  const call = await runner.runContainerAction({ image, args: 'echo started' });
  expect(call.exitCode).toBe(1);
  const { work } = runner.folders;
  expect(errors(call)).toEqual([notSeen(work) + advice(work)]);
  expect(call.stdout).not.toContain('started');
  await expectNothingLeft();
});

test('doubts a path map that leads nowhere', async () => {
  const nowhere = join(environment.directory, 'nowhere');
  const runner = containedRunner(`${paths.runner}=${nowhere}`);
  const call = await runner.prepareJob({ container: { image } });
  expect(call.exitCode).toBe(1);
  const { work } = runner.folders;
  const there = `${nowhere}${work.slice(paths.runner.length)}`;
  expect(errors(call)).toEqual([
    `${notSeen(work)}HOOK_PATH_MAP says that it is ${there} on the daemon's machine: correct it, or share the folder at that path.`,
  ]);
  await expectNothingLeft();
});

test('with a path map a job works: volumes, scripts, actions, outputs, docker.sock', async () => {
  const runner = containedRunner(wholeMap());
  const { work, workspace } = runner.folders;
  mkdirSync(join(work, 'own volume'));
  writeFileSync(join(work, 'own volume/file'), 'content');
  const volumes = [`${work}/own volume:/own`];
  const prepared = await runner.prepareJob({ container: { image, volumes } });
  expect(prepared).toMatchObject({ exitCode: 0, stderr: '' });

  const script = 'echo "own=$(cat /own/file)" >> "$GITHUB_OUTPUT"; echo hello > written; pwd';
  const step = await runner.runScript(script);
  expect(step).toMatchObject({ exitCode: 0, stdout: '/__w/hello/hello\n' });
  expect(step.outputs).toEqual({ own: 'content' });

  const file = join(work, '_actions/octo/act/v1/index.js');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(
    file,
    `require('http').get({ socketPath: '/var/run/docker.sock', path: '/info' }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => console.log(JSON.parse(text).ID));
    });`,
  );
  const action = await runner.runJsAction(file);
  const id = await environment.docker('info', '--format', '{{.ID}}');
  expect(action).toMatchObject({ exitCode: 0, stdout: `${id}\n`, stderr: '' });

  const args = `sh -c "echo from=$(cat /github/workspace/written) >> $GITHUB_OUTPUT"`;
  const container = await runner.runContainerAction({ image, args });
  expect(container).toMatchObject({ exitCode: 0, outputs: { from: 'hello' } });
  expect(workspace).toContain(paths.runner);
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0 });
  await expectNothingLeft();
});

test('with a path map a container action of a job without containers works', async () => {
  const runner = containedRunner(wholeMap());
  const args = 'sh -c "echo done=yes >> $GITHUB_OUTPUT"';
  const call = await runner.runContainerAction({ image, args });
  expect(call).toMatchObject({ exitCode: 0, outputs: { done: 'yes' } });
  await expectNothingLeft();
});
