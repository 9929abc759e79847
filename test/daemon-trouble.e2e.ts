/** What a step says when its container or the daemon fails it, in both ways to run one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser, stepWays } from './support/fixtures.ts';
import { findProcesses, killProcesses } from './support/inside-processes.ts';
import { createRunner, type HookCall, type Runner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;

const errors = (call: HookCall) =>
  call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);

async function startRunner(environment: Environment, env: Record<string, string>): Promise<Runner> {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const identity = awsIdentity(environment);
  const settings = { ...identity, HOOK_DOCKER_CONFIG, ...env };
  const runner = createRunner(environment, { user: runnerUser, env: settings });
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  return runner;
}

describe.each(stepWays)('a step $way', ({ feature }) => {
  let environment: Environment;
  let runner: Runner;
  beforeAll(async () => {
    environment = await startEnvironment();
    await environment.seedImage([image]);
    runner = await startRunner(environment, feature);
  });
  afterAll(async () => {
    await environment[Symbol.asyncDispose]();
  });
  const id = () => String(runner.state?.['container']);

  const docker = (...args: string[]) => {
    const env = { PATH: environment.path, DOCKER_HOST: environment.dockerHost };
    return environment.run(['docker', ...args], { env });
  };

  test.each([
    ['nosuch', '/'],
    ['/etc', '/'],
    ['sh', '/not/there'],
    ['sh', 'relative'],
  ])('that cannot run %s in %s says why, as docker exec does', async (program, folder) => {
    const expected = await docker('exec', '--workdir', folder, id(), program);
    const options = { entryPoint: program, workingDirectory: folder };
    const { exitCode, stdout, stderr } = await runner.runScript('', options);
    expect({ exitCode, stdout, stderr }).toEqual(expected);
    expect(stdout + stderr).toContain('OCI runtime exec failed');
    expect([126, 127]).toContain(exitCode);
  });

  test.each([
    ['exits with 126', 'exit 126', 126],
    ['is killed', 'echo out; echo err >&2; kill -9 $$', 137],
    ['closes its output', 'exec >&- 2>&-; sleep 1; exit 3', 3],
    ['leaves a child with its output', 'sleep 30 & echo out; exit 4', 4],
  ])('that %s ends as with docker exec', async (_what, script, code) => {
    const [expected, call] = await Promise.all([
      docker('exec', id(), 'sh', '-c', script),
      runner.runScript(script),
    ]);
    const { exitCode, stdout, stderr } = call;
    expect({ exitCode, stdout, stderr }).toEqual(expected);
    expect(exitCode).toBe(code);
  });

  test('in a container that is paused says so', async () => {
    await environment.docker('pause', id());
    const call = await runner.runScript('echo never');
    await environment.docker('unpause', id());
    expect(call.exitCode).toBe(1);
    expect(call.log).toEqual([expect.stringMatching(/ is paused, unpause the container/)]);
  });

  test('that may not use the socket says so, with what to do', async () => {
    // Only root may look into it.
    const closed = join(environment.directory, 'closed');
    mkdirSync(closed, { mode: 0o700, recursive: true });
    linkSync(environment.dockerHost.slice('unix://'.length), join(closed, 'docker.sock'));
    const request = { command: 'run_script_step', responseFile: '/x', state: runner.state };
    const args = { entryPoint: 'true', entryPointArgs: [], environmentVariables: {} };
    const input = JSON.stringify({ ...request, args });
    const DOCKER_HOST = `unix://${closed}/docker.sock`;
    const call = await runner.startRaw(input, { DOCKER_HOST }).finished;
    rmSync(closed, { recursive: true });
    expect(call.exitCode).toBe(1);
    expect(errors(call)).toEqual([
      expect.stringMatching(
        /permission denied while trying to connect to the Docker daemon socket .*\(group docker\)/,
      ),
    ]);
  });

  test('that is cancelled while the daemon does not answer ends before it is killed', async () => {
    const [daemon] = await findProcesses(environment, 'dockerd --config-file');
    const signal = (name: string) =>
      environment.run(['kill', `-${name}`, String(daemon?.pid)], {
        env: { PATH: environment.path },
      });
    const running = runner.startScript('sleep 2040');
    await waitFor(
      'it runs',
      async () => (await findProcesses(environment, 'sleep 2040')).length > 0,
    );
    await signal('STOP');
    const call = await running.cancel();
    await signal('CONT');
    expect(call.exitCode).toBe(130);
    expect(call.commands).toEqual([
      { name: 'warning', text: expect.stringContaining('the docker daemon does not answer.') },
      { name: 'error', text: 'The step was cancelled.' },
    ]);
  });

  test('whose container is killed says so', async () => {
    const running = runner.startScript('echo started; sleep 2041');
    await waitFor(
      'it runs',
      async () => (await findProcesses(environment, 'sleep 2041')).length > 0,
    );
    await environment.docker('kill', id());
    const call = await running.finished;
    expect(call).toMatchObject({ exitCode: 137, stderr: '' });
    expect(call.lines[0]).toBe('started');
    expect(errors(call)).toEqual([
      expect.stringContaining('The job container has stopped while the step ran.'),
    ]);
  });

  test.each([
    ['has ended', 'is not running', () => undefined],
    ['is gone', 'No such container', () => environment.docker('rm', '--force', id())],
  ])('in a container that %s says so', async (_what, words, arrange) => {
    await arrange();
    const call = await runner.runScript('echo never');
    expect(call.exitCode).toBe(1);
    expect(call.stdout + call.stderr).toContain(words);
    expect(errors(call)).toEqual([
      expect.stringContaining('The job container has stopped while the step ran.'),
    ]);
  });

  test('whose daemon is killed ends with one error', async () => {
    const other = await startRunner(environment, feature);
    const running = other.startScript('echo started; sleep 2042');
    await waitFor(
      'it runs',
      async () => (await findProcesses(environment, 'sleep 2042')).length > 0,
    );
    const [daemon] = await findProcesses(environment, 'dockerd --config-file');
    await killProcesses(environment, daemon?.pid ?? 0);
    const call = await running.finished;
    expect(call.exitCode).toBeGreaterThan(0);
    expect(call.lines[0]).toBe('started');
    // Whether the socket was still there when the connection broke is a matter of milliseconds.
    expect(errors(call)).toEqual([
      expect.stringMatching(
        /(Cannot connect|connection) to the Docker daemon at unix:.* Check that dockerd runs/,
      ),
    ]);
  });
});
