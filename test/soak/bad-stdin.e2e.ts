/** What comes on stdin where one request should: half of one, one that takes its time, far too much. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { awsIdentity, runnerUser } from '../support/fixtures.ts';
import { findProcesses } from '../support/inside-processes.ts';
import { nodeOf } from '../support/runner/install.ts';
import { hookOverlay } from '../support/runner/overlay.ts';
import { createRunner } from '../support/runner.ts';
import { measurePeakMemory, type PeakMemory } from './peak-memory.ts';
import { tally } from './tally.ts';

const subject = 'requests that are none';

/** Milliseconds; the runner kills the hook after 10 s. */
const limit = 5000;

let environment: Environment;
let memory: PeakMemory;
beforeAll(async () => {
  environment = await startEnvironment();
  memory = measurePeakMemory(environment);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** The hook alone, whose stdin stays open. */
function startHook() {
  const { folders } = createRunner(environment, { user: runnerUser });
  const identity = { runnerName: 'r', repository: 'octo/hello', jobId: 'build', runId: '1' };
  const { path: PATH, dockerHost: DOCKER_HOST } = environment;
  const own = { ...awsIdentity(environment), PATH, DOCKER_HOST, HOME: `${folders.root}/home` };
  const node = [nodeOf(folders.root, 'node20'), ...memory.nodeArguments];
  const [program = '', ...args] = environment.command([...node, `${folders.root}/hooks/index.js`], {
    user: runnerUser,
    env: { ...hookOverlay(folders, identity), ...own, ...memory.env },
  });
  const hook = spawn(program, args);
  // It may not read to the end.
  hook.stdin.on('error', () => undefined);
  const finished = Promise.all([text(hook.stdout), text(hook.stderr), once(hook, 'close')]).then(
    ([stdout, stderr, [exitCode, signal]]) => ({ stdout, stderr, exitCode, signal }),
  );
  return { hook, finished };
}

const request = (command: string, more = {}) =>
  JSON.stringify({ command, responseFile: '/dev/null', args: {}, state: null, ...more });

test.each(['prepare_job', 'run_script_step', 'run_container_step', 'cleanup_job'])(
  'half of a %s is no JSON',
  async (command) => {
    tally(subject, { faults: 1 });
    const { hook, finished } = startHook();
    hook.stdin.end(request(command).slice(0, 40));
    const stdout = expect.stringMatching(
      /^::error::The request on stdin is not JSON \(40 characters\)\. .*\n$/,
    );
    expect(await finished).toEqual({ stdout, stderr: '', exitCode: 1, signal: null });
    tally(subject, { survived: 1 });
  },
);

test('half of one that nobody ends is waited for, until a cancel', async () => {
  tally(subject, { faults: 1 });
  const { hook, finished } = startHook();
  hook.stdin.write(request('prepare_job').slice(0, 40));
  await sleep(1000);
  const started = performance.now();
  // nsenter passes no signal on.
  const [inside] = await findProcesses(environment, 'hooks/index.js');
  const env = { PATH: environment.path };
  await environment.run(['kill', '-INT', String(inside?.pid)], { env });
  const stdout = '::error::The step was cancelled.\n';
  expect(await finished).toEqual({ stdout, stderr: '', exitCode: 130, signal: null });
  expect(performance.now() - started).toBeLessThan(limit);
  tally(subject, { survived: 1 });
});

test('one that comes letter by letter is one', async () => {
  tally(subject, { faults: 1 });
  const { hook, finished } = startHook();
  for (const letter of request('cleanup_job')) {
    hook.stdin.write(letter);
    await sleep(5);
  }
  hook.stdin.end();
  expect(await finished).toEqual({ stdout: '', stderr: '', exitCode: 0, signal: null });
  tally(subject, { survived: 1 });
});

const megabytes = 1024 * 1024;
const long = 'x'.repeat(50 * megabytes);
test.each([
  ['of 50 MiB', () => [request('prepare_job', { args: { container: { image: long } } })]],
  ['of 50 MiB without an end', () => [request('prepare_job', { long }).slice(0, -1)]],
  ['of gigabytes', () => Array<string>(40).fill(long)],
])('one %s is refused, in bounded memory', async (_what, make) => {
  tally(subject, { faults: 1 });
  const { hook, finished } = startHook();
  for (const piece of make()) hook.stdin.write(piece);
  hook.stdin.end();
  const { stdout, stderr, exitCode } = await finished;
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
  expect(stdout).toMatch(/^::error::The request on stdin is longer than 16 MiB\. .*\n$/);
  expect(memory.read().at(-1)?.kibibytes).toBeLessThan(160 * 1024);
  tally(subject, { survived: 1 });
});
