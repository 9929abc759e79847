import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, stepWays } from './support/fixtures.ts';
import { createRunner, type HookCall, type Runner, type WorkflowJob } from './support/runner.ts';

const image = `${ecr}/app:1`;
const probe = '--health-interval 200ms --health-retries 2';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(env: Record<string, string> = {}): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  return createRunner(environment, {
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...env },
  });
}

const service = (script: string, options: string) => {
  return { image, entrypoint: 'sh', command: `-c "${script}"`, options };
};
const errors = (call: HookCall) =>
  call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);
const left = () => environment.docker('ps', '--all', '--quiet');

async function play(job: WorkflowJob, env: Record<string, string> = {}) {
  const runner = newRunner(env);
  const call = await runner.prepareJob(job);
  await runner.cleanupJob();
  return call;
}

test.each(stepWays)(
  'waits for docker to tell that services are healthy, without asking again and again: $way',
  async ({ feature }) => {
    const slow = service(
      'sleep 2; touch /ready; sleep 1000',
      `--health-cmd 'test -e /ready' ${probe} --health-start-period 60s --network-alias slow`,
    );
    const quick = service('sleep 1000', `--health-cmd true ${probe} --network-alias quick`);
    const call = await play({ services: { slow, quick } }, { RUNNER_DEBUG: '1', ...feature });
    expect(call).toMatchObject({ exitCode: 0, stderr: '' });
    const told = call.lines.filter((line) => line.includes('is healthy after'));
    expect(told.map((line) => line.split(' ')[1])).toEqual(['quick', 'slow']);
    expect(call.stdout).toContain('::group::Wait for services\n');
    const asked = (what: RegExp) => call.lines.filter((line) => what.test(line)).length;
    const isLook = /::debug::(docker events --since|GET \/events\?)/;
    // One more when they started: for their names.
    expect(asked(isLook)).toBe(2);
    const waiting = call.lines.slice(call.lines.indexOf('::group::Wait for services'));
    expect(waiting.filter((line) => isLook.test(line))).toHaveLength(1);
    // One look at the start, one for each event; docker's client looks at both services at once.
    expect(asked(/::debug::docker container inspect/)).toBeLessThan(6);
    expect(asked(/::debug::GET \/containers\/[^/]+\/json/)).toBeLessThan(12);
  },
);

test('asks again and again with the feature off', async () => {
  const services = {
    quick: service(
      'sleep 1; touch /ready; sleep 1000',
      `--health-cmd 'test -e /ready' ${probe} --health-start-period 60s`,
    ),
  };
  const call = await play({ services }, { RUNNER_DEBUG: '1', HOOK_FEATURE_HEALTH_EVENTS: 'off' });
  expect(call.exitCode).toBe(0);
  expect(call.stdout).not.toContain('/events');
  const looks = call.lines.filter((line) => /::debug::GET \/containers\/[^/]+\/json/.test(line));
  expect(looks.length).toBeGreaterThan(2);
});

test('an unhealthy service fails the job with its last probe and its log, not obeyed', async () => {
  const services = {
    bad: service(
      'echo ::error::own; sleep 1000',
      `--health-cmd 'echo no luck; exit 7' ${probe} --network-alias bad`,
    ),
    good: service('echo fine; sleep 1000', `--health-cmd true ${probe}`),
  };
  const call = await play({ services });
  expect(call.exitCode).toBe(1);
  expect(errors(call)).toEqual([
    expect.stringMatching(/^Service bad is unhealthy: the last probe exited with code 7\./),
  ]);
  expect(call.stdout).toContain('::group::Service container logs: bad\n');
  expect(call.stdout).toContain('The last health probe exited with code 7: no luck\n');
  expect(call.stdout).toContain(' ::error::own\n');
  expect(call.stdout).not.toContain('fine');
  expect(await left()).toBe('');
});

test.each([
  ['with an exit code', 'sleep 1; echo last words; exit 3', '', 'exited with code 3.'],
  [
    'out of memory',
    'sleep 1; echo last words; tail /dev/zero',
    '-m 6m --memory-swap 6m ',
    'exited with code 137 (out of memory).',
  ],
])('a service that ends %s is reported at once', async (_how, script, limits, why) => {
  const options = `${limits}--health-cmd 'exit 1' --health-interval 100s --network-alias dying`;
  const call = await play({ services: { dying: service(script, options) } });
  expect(call.exitCode).toBe(1);
  expect(errors(call)).toEqual([expect.stringContaining(`Service dying ${why}`)]);
  expect(call.stdout).toContain(' last words\n');
  expect(call.durationMs).toBeLessThan(30_000);
});

test('a service without health check that ends while others start is a warning at once', async () => {
  const services = {
    dying: service('sleep 1; echo last words; exit 3', '--network-alias dying'),
    slow: service(
      'sleep 3; touch /ready; sleep 1000',
      `--health-cmd 'test -e /ready' ${probe} --health-start-period 60s`,
    ),
  };
  const call = await play({ services });
  expect(call.exitCode).toBe(0);
  const warning = call.lines.indexOf('::warning::Service dying exited with code 3.');
  const healthy = call.lines.findIndex((line) => line.includes('is healthy after'));
  expect(warning).toBeGreaterThan(-1);
  expect(warning).toBeLessThan(healthy);
  expect(call.stdout).toContain(' last words\n');
});

test('a service that removes itself (--rm) does not break the others', async () => {
  const services = {
    gone: service('exit 0', '--rm --network-alias gone'),
    stays: service('sleep 1000', `--health-cmd true ${probe}`),
  };
  const call = await play({ services });
  expect(call.exitCode).toBe(0);
});

test('gives up on a service that is not healthy in time', async () => {
  const options = `--health-cmd 'exit 1' --health-interval 100s --network-alias late`;
  const call = await play(
    { services: { late: service('echo up; sleep 1000', options) } },
    { HOOK_HEALTH_TIMEOUT: '2' },
  );
  expect(errors(call)).toEqual([
    expect.stringMatching(/^Service late was not healthy after \d s\./),
  ]);
  expect(await left()).toBe('');
});

test('shows the end of a long service log at cleanup, in a group, not obeyed', async () => {
  const runner = newRunner({ HOOK_SERVICE_LOG_LIMIT: '1' });
  const script =
    'i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; echo ::error::own >&2; sleep 1000';
  await runner.prepareJob({ services: { noisy: service(script, '--network-alias noisy') } });
  const call = await runner.cleanupJob();
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  const begin = /^::group::Service container logs: noisy\n::stop-commands::([0-9a-f]{32})\n/;
  const [, word = ''] = begin.exec(call.stdout) ?? [];
  expect(new Set(word).size).toBeGreaterThan(4);
  expect(call.stdout).toContain(`\n::${word}::\n::endgroup::\n`);
  expect(call.stdout).toMatch(/… \d+ bytes before this are left out\n/);
  expect(call.stdout).toContain(' line 499\n');
  expect(call.stdout).not.toContain('line 100\n');
  expect(errors(call)).toEqual([]);
  expect(call.stdout).toMatch(/\nRemoved 1 container, 1 network in \d+\.\d s\n$/);
});
