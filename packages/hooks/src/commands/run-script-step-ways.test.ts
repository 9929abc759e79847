import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { frame } from '../../test/fake-engine.ts';
import { container, scriptStep, startScriptBench } from '../../test/script-bench.ts';
import type { ScriptBench } from '../../test/script-bench.ts';
import { inspected, readRequest, type Answer } from '../../test/support.ts';

let script: ScriptBench;
beforeAll(async () => {
  script = await startScriptBench();
});
beforeEach(() => {
  script.engine.reset();
});
afterAll(async () => {
  await script[Symbol.asyncDispose]();
});

const sample: { args?: object; state?: unknown } = readRequest('run_script_step');
const job = '82e8219701fe096a35941d869cf8d71af1d943b5d3bdd718850fb87ac3042480';
const workdir = '/__w/hello/hello/sub dir';
const command = [
  ...['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'],
  '/__w/_temp/3f1f9b1e-6a5d-4f0f-8f5c-2b6d2f1f7a33.sh',
];

test('runs a step in the job container without a docker process', async () => {
  script.engine.answer = { frames: [frame(1, 'out\n'), frame(2, 'err\n')] };
  const { exitCode, calls, output, step } = await script.play(sample);
  expect({ exitCode, output, calls }).toEqual({ exitCode: 0, output: '', calls: [] });
  expect(step).toEqual(['stdout: out\n', 'stderr: err\n']);
  const [exec, ...others] = script.engine.execs;
  expect(exec).toMatchObject({ container: job, workdir, command });
  expect(exec?.env).toEqual(expect.arrayContaining(['JOB_LEVEL=1', 'MULTI=line1\nline2']));
  expect(others).toEqual([]);
});

test.each([
  ['the feature is off', { HOOK_FEATURE_ENGINE_EXEC: 'off' }],
  ['every feature is off', { HOOK_FEATURE_DEFAULT: 'off' }],
  ['the daemon is behind tcp', { DOCKER_HOST: 'tcp://127.0.0.1:2375' }],
  ['the daemon is behind ssh', { DOCKER_HOST: 'ssh://build@host' }],
])('runs a step with one docker process when %s', async (_why, env) => {
  const args = { ...sample.args, environmentVariables: { NAME: 'x' } };
  const request = scriptStep(args, sample.state);
  const { exitCode, calls, output } = await script.play(request, { env });
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
  expect(script.engine.requests).toEqual([]);
  expect(calls.map(({ argv }) => argv)).toEqual([
    ['exec', '--workdir', workdir, '--env-file', '/proc/self/fd/0', '--', job, ...command],
  ]);
});

test('no variable of a step reaches the docker client', async () => {
  const hostile = {
    DOCKER_HOST: 'tcp://evil:2375',
    DOCKER_CONFIG: '/evil',
    PATH: '/evil',
    HOME: '/evil',
    LD_PRELOAD: '/evil.so',
    GODEBUG: 'evil',
    'name with --user 0': 'evil',
    MULTI: 'line1\nevil',
    HTTPS_PROXY: 'http://evil',
  };
  const env = { HOOK_FEATURE_ENGINE_EXEC: 'off' };
  const { calls } = await script.play(scriptStep({ environmentVariables: hostile }), { env });
  const visible = JSON.stringify([calls[0]?.argv, calls[0]?.env]);
  expect(visible).not.toContain('evil');
  expect(calls[0]?.env['PATH']).toBe(script.bench.env['PATH']);
});

test('shows the command with debug logging, and no variable', async () => {
  const args = { entryPointArgs: ['a', '"b c"'], environmentVariables: { SECRET: 'hidden' } };
  const { output } = await script.play(scriptStep(args), { env: { RUNNER_DEBUG: '1' } });
  const { socketPath } = script.engine;
  expect(output).not.toContain('hidden');
  expect(output).toContain(
    `::debug::docker exec -- ${container} sh a "b c" (over ${socketPath}, without a docker process)\n`,
  );
});

const ended = inspected({ State: { Running: false, ExitCode: 137, OOMKilled: true } });
const stopped = ' The job container has stopped while the step ran.';
const memory = 'The job container ran out of memory: see `--memory` in its `options`.';
const killed = 'Something killed it, or the docker daemon was restarted.';

test.each<[string, number, Partial<Answer>, string]>([
  ['is not running', 409, { stdout: ended }, `${stopped} ${memory}`],
  [
    'is not found',
    404,
    { exitCode: 1, stderr: 'Error: No such container: x' },
    `${stopped} ${killed}`,
  ],
  ['is paused', 409, { stdout: inspected() }, ''],
])('says why docker runs nothing in a container that %s', async (why, status, found, explained) => {
  script.engine.answer = { refuse: { status, message: `Container x ${why}` } };
  const answers = [{ when: ['docker', 'container', 'inspect'], ...found }];
  const { exitCode, output } = await script.play(scriptStep({}), { answers });
  expect(exitCode).toBe(1);
  expect(output).toBe(`::error::docker exec failed: Container x ${why}.${explained}\n`);
});

test('says once that there is no daemon', async () => {
  const DOCKER_HOST = `unix://${script.bench.directory}/nowhere.sock`;
  const { exitCode, output, calls } = await script.play(scriptStep({}), { env: { DOCKER_HOST } });
  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /^::error::docker exec failed: Cannot connect to the Docker daemon at unix:.*nowhere\.sock\. Is the docker daemon running\? Check that dockerd runs.*\n$/,
  );
  expect(calls).toEqual([]);
});
