/** What the author of a workflow sees of a whole job, line by line. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './support/fixtures.ts';
import { createRunner, type HookCall, type Runner } from './support/runner.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/team/redis:7`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([server], { cmd: pongServer });
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

const job = {
  container: { image },
  services: {
    cache: { image: server, options: '--health-cmd true --health-interval 200ms' },
    quiet: { image: server },
  },
};

/** The lines of a call with its times made equal, sorted where pulls race. */
const linesOf = ({ lines }: HookCall) => lines.map((line) => line.replace(/\d+\.\d s/, 'T s'));

test('a job tells what it does in groups, with times, and nothing else', async () => {
  const runner = newRunner();
  const prepared = linesOf(await runner.prepareJob(job));
  expect([...prepared.slice(0, 1), ...prepared.slice(1, 3).sort(), ...prepared.slice(3)]).toEqual([
    '::group::Pull images',
    `Pulled ${image} in T s`,
    `Pulled ${server} in T s`,
    '::endgroup::',
    '::group::Start containers',
    `Service ${server} is reachable as cache (its name in the workflow)`,
    `Service ${server} is reachable as quiet (its name in the workflow)`,
    'Started in T s',
    '::endgroup::',
    '::group::Wait for services',
    'Service cache is healthy after T s',
    '::endgroup::',
  ]);
  expect(linesOf(await runner.runScript('echo mine'))).toEqual(['mine']);
  const action = await runner.runContainerAction({ image, args: 'echo mine' });
  expect(linesOf(action)).toEqual([
    '::group::Pull image',
    `${image} is up to date (T s)`,
    '::endgroup::',
    'mine',
  ]);
  expect(linesOf(await runner.cleanupJob())).toEqual(['Removed 3 containers, 1 network in T s']);
});

test('what an earlier job left is named in one line', async () => {
  const runner = newRunner();
  await runner.prepareJob(job);
  const [first] = linesOf(await runner.prepareJob(job));
  expect(first).toBe('Removed 3 containers, 1 network in T s, left behind by an earlier job');
  await runner.cleanupJob();
});

test('the commands of docker are for debug logging, and hold no value of a variable', async () => {
  const quiet = newRunner();
  const call = await quiet.prepareJob(job);
  expect(call.stdout).not.toContain('docker create');
  await quiet.cleanupJob();

  const runner = newRunner({ RUNNER_DEBUG: '1' });
  const container = { image, env: { SECRET: 'hidden-value' } };
  const debug = await runner.prepareJob({ ...job, container });
  const commands = debug.commands.filter(({ name }) => name === 'debug').map(({ text }) => text);
  expect(commands).toContainEqual(expect.stringMatching(/^docker create .*--network github_netw/));
  expect(debug.stdout).not.toContain('hidden-value');
  const step = await runner.runScript('echo mine', { env: { SECRET: 'hidden-value' } });
  expect(step.lines).toEqual([
    expect.stringMatching(/^::debug::Features: credential-helper on \(default\), /),
    expect.stringMatching(
      /^::debug::docker exec .* sh -e .* \(over .*, without a docker process\)$/,
    ),
    'mine',
  ]);
  await runner.cleanupJob();
});
