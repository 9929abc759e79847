import { afterAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, readRequest } from '../test/support.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('prepare_job');

test.each([
  ['', 'The request on stdin is empty.'],
  ['{"command": "prepare_job", "pass', 'The request on stdin is not JSON (32 characters).'],
  ['[]', 'The request on stdin is not valid: the document must be an object.'],
  ['{}', 'command must be one of prepare_job, run_script_step, run_container_step, cleanup_job.'],
  ['{"command":"destroy"}', 'command must be one of'],
  ['{"command":"cleanup_job"}', 'The request on stdin is not valid: responseFile is missing.'],
  [
    '{"command":"run_script_step","responseFile":"/x","args":{"entryPoint":7,"environmentVariables":{"A":1}}}',
    'args.entryPoint must be a string; args.environmentVariables.A must be a string.',
  ],
  [
    '{"command":"prepare_job","responseFile":"/x","args":{"container":{}}}',
    'args.container.image is missing',
  ],
])('answers %j with one error line', async (text, message) => {
  const { exitCode, output, calls } = await bench.play(text);
  expect(exitCode).toBe(1);
  expect(output.match(/\n/g)).toHaveLength(1);
  expect(output).toMatch(/^::error::/);
  expect(output).toContain(message);
  expect(calls).toEqual([]);
});

test('names the first few of what is wrong, however much that is', async () => {
  const names = Array.from({ length: 5000 }, (_, index) => `${'x'.repeat(1000)}${String(index)}`);
  const environmentVariables = Object.fromEntries(names.map((name) => [name, 7]));
  const { exitCode, output } = await bench.play({
    command: 'run_script_step',
    args: { entryPoint: 'sh', environmentVariables },
  });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^::error::.* must be a string; and 4995 more\..*\n$/);
  expect(output.length).toBeLessThan(1000);
});

test('reads pretty-printed JSON with a byte order mark', async () => {
  const responseFile = join(bench.tempDirectory, 'pretty.json');
  writeFileSync(responseFile, '');
  const text = `\uFEFF${JSON.stringify({ ...sample, responseFile }, null, 2)}\n\n`;
  const { exitCode } = await bench.play(text);
  expect(exitCode).toBe(0);
});

test.each(['RUNNER_NAME', 'GITHUB_WORKSPACE', 'RUNNER_TEMP'])(
  'names %s when it is missing',
  async (name) => {
    const { exitCode, output } = await bench.play(sample, { env: { [name]: undefined } });
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      new RegExp(`^::error::The hook cannot start: ${name} is missing\\..*\n$`),
    );
  },
);

test('wants the response file before it starts anything', async () => {
  const text = JSON.stringify({ ...sample, responseFile: '/nowhere/response.json' });
  const { exitCode, output, calls } = await bench.play(text);
  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /^::error::The response file \/nowhere\/response.json cannot be written: ENOENT/,
  );
  expect(calls).toEqual([]);
});

test('refuses a request that no container could be given', async () => {
  const { output, calls } = await bench.play(' '.repeat(16 * 1024 * 1024 + 1));
  expect(output).toMatch(/^::error::The request on stdin is longer than 16 MiB\. .*\n$/);
  expect(calls).toEqual([]);
});

test('says so when docker is missing', async () => {
  const { exitCode, output } = await bench.play(sample, { env: { PATH: '/nowhere' } });
  expect(exitCode).toBe(1);
  expect(output).toBe(
    "::error::docker was not found on the runner's PATH (/nowhere). Install the docker CLI on the runner, or put its folder on the PATH of the runner service.\n",
  );
});

test('says so when the daemon is down, once', async () => {
  const stderr = 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?';
  const answers = [{ when: ['docker'], exitCode: 1, stderr }];
  const { exitCode, output } = await bench.play(sample, { answers });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^::error::docker container ls failed: .* Check that dockerd runs.*\n$/);
});

test.each([
  [
    'a directory that is not there',
    '/nowhere',
    /\/nowhere\/config\.json \(HOOK_DOCKER_CONFIG\).*ENOENT/,
  ],
  ['a relative path', 'docker', /HOOK_DOCKER_CONFIG must be an absolute path/],
])('refuses %s as docker config before anything else', async (_what, path, message) => {
  const { exitCode, output, calls } = await bench.play(sample, {
    env: { HOOK_DOCKER_CONFIG: path },
  });
  expect(exitCode).toBe(1);
  expect(output).toMatch(message);
  expect(calls).toEqual([]);
});

test('refuses an image that is none before anything is made', async () => {
  const text = { ...sample, args: { container: { image: '--privileged' }, services: [] } };
  const { output, calls } = await bench.play(text);
  expect(output).toContain('::error::"--privileged" is not an image reference');
  expect(calls).toEqual([]);
});

test('appends an event of each call to the log, without secrets', async () => {
  const directory = join(bench.directory, 'events');
  const env = { HOOK_EVENT_LOG: directory };
  await bench.play(sample, { env });
  await bench.play(sample, {
    env,
    answers: [{ when: ['docker', 'pull'], exitCode: 1, stderr: 'manifest unknown' }],
  });
  const lines = readFileSync(join(directory, 'hook-events-000001.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const common = {
    version: '1.2.3',
    command: 'prepare_job',
    runner: 'runner-1',
    runId: '42',
    job: 'build',
  };
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ ...common, exitCode: 0, outcome: 'success' }),
    expect.objectContaining({
      ...common,
      exitCode: 1,
      outcome: 'hook-failed',
      errorClass: 'not-found',
    }),
  ]);
  expect(lines.join()).not.toContain('hunter2');
});

test('an event log that cannot be written is a warning', async () => {
  const { exitCode, output } = await bench.play(sample, { env: { HOOK_EVENT_LOG: '/dev/null/x' } });
  expect(exitCode).toBe(0);
  expect(output).toContain('::warning::The event log (HOOK_EVENT_LOG) cannot be written');
});
