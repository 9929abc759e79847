import { afterAll, expect, test } from '@jest/globals';
import { createBench, inspected, outline, readRequest } from '../../test/support.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('run_script_step');
const container = 'a'.repeat(64);
const state = { version: 1, network: 'n', container, services: [], imagePath: '/image/bin' };
const request = (args: object, given: unknown = state) => ({
  command: 'run_script_step',
  args: { entryPoint: 'sh', entryPointArgs: ['-e', '/x.sh'], ...args },
  state: given,
});

test('runs the step in the job container with one docker process', async () => {
  const { exitCode, calls, output } = await bench.play(sample);
  expect(exitCode).toBe(0);
  expect(output).toBe('');
  expect(calls).toHaveLength(1);
  expect(calls[0]?.argv).toEqual([
    'exec',
    '--workdir',
    '/__w/hello/hello/sub dir',
    '--env-file',
    '/proc/self/fd/0',
    '--',
    '82e8219701fe096a35941d869cf8d71af1d943b5d3bdd718850fb87ac3042480',
    'bash',
    '--noprofile',
    '--norc',
    '-e',
    '-o',
    'pipefail',
    '/__w/_temp/3f1f9b1e-6a5d-4f0f-8f5c-2b6d2f1f7a33.sh',
  ]);
});

test('puts $GITHUB_PATH in front of the PATH of the image', async () => {
  const { calls } = await bench.play(request({ prependPath: ['/b', '/a b'] }));
  expect(calls[0]?.envFile).toContain('PATH=/b:/a b:/image/bin');
});

test("puts $GITHUB_PATH in front of the step's own PATH", async () => {
  const args = { prependPath: '/b:/a', environmentVariables: { PATH: '/own=x' } };
  const { calls } = await bench.play(request(args));
  expect(calls[0]?.envFile).toContain('PATH=/b:/a:/own=x');
});

test('leaves PATH alone where no step added to it', async () => {
  const { calls } = await bench.play(request({ prependPath: [] }));
  expect(calls[0]?.envFile?.join()).not.toContain('PATH=');
});

test('searches where docker would, if the image has no PATH', async () => {
  const { calls } = await bench.play(
    request({ prependPath: ['/b'] }, { ...state, imagePath: null }),
  );
  expect(calls[0]?.envFile).toContain(
    'PATH=/b:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  );
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
  const { calls } = await bench.play(request({ environmentVariables: hostile }));
  const visible = JSON.stringify([calls[0]?.argv, calls[0]?.env]);
  expect(visible).not.toContain('evil');
  expect(calls[0]?.env['PATH']).toBe(bench.env['PATH']);
});

test("ends with the step's own exit code and says nothing", async () => {
  const answers = [{ when: ['docker', 'exec'], exitCode: 42 }];
  const { exitCode, output } = await bench.play(request({}), { answers });
  expect(exitCode).toBe(42);
  expect(output).toBe('');
});

test('says so when the step failed because its container is gone', async () => {
  const stopped = inspected({ State: { Running: false, ExitCode: 137, OOMKilled: true } });
  const answers = [
    { when: ['docker', 'exec'], exitCode: 137 },
    { when: ['docker', 'container', 'inspect'], stdout: stopped },
  ];
  const { exitCode, output } = await bench.play(request({}), { answers });
  expect(exitCode).toBe(137);
  expect(output).toBe(
    '::error::The job container has stopped while the step ran. It ran out of memory.\n',
  );
});

test('has one sentence for a job whose container never started', async () => {
  const { exitCode, output, calls } = await bench.play(request({}, null));
  expect(exitCode).toBe(1);
  expect(output).toBe(
    '::error::The job container of this job was never started. See the step "Initialize containers" above for the reason.\n',
  );
  expect(calls).toEqual([]);
});

test('finds the container by its labels when another release wrote the state', async () => {
  const answers = [{ when: ['docker', 'container', 'ls'], stdout: `${container} job_x\n` }];
  const { exitCode, calls } = await bench.play(request({}, { version: 99 }), { answers });
  expect(exitCode).toBe(0);
  expect(calls.map(outline)).toContain('exec');
  expect(calls.find(({ argv }) => argv[0] === 'exec')?.argv).toContain(container);
});
