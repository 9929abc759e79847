/** The scanner that watches over every environment finds what leaks on purpose. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import {
  awsIdentity,
  dockerConfig,
  ecr,
  pongServer,
  runnerUser,
  stepWays,
} from '../support/fixtures.ts';
import { createRunner, type Runner } from '../support/runner.ts';
import { plant } from '../support/secrets/planted.ts';
import { leaks, writeLeakyHook, type Leak } from './leaky-hook.ts';
import { tally } from './tally.ts';

const image = `${ecr}/app:1`;
const action = `${ecr}/action:1`;
const server = 'registry.example.com/cache:1';
const secret = plant('AWS session token');
const password = `${plant('registry password')}"\\ö`;

let environment: Environment;
let logs: string;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image, action]);
  await environment.seedImage([server], { cmd: pongServer });
  await environment.registry.setLogin('registry.example.com', 'ci', password);
  await environment.run(['docker', 'pull', image], {
    env: {
      ...awsIdentity(environment),
      PATH: environment.path,
      HOME: `${environment.directory}/home`,
      DOCKER_HOST: environment.dockerHost,
      DOCKER_CONFIG: dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } }),
    },
  });
  logs = join(environment.directory, 'events');
  mkdirSync(logs);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(env: Record<string, string> = {}, hook?: string): Runner {
  return createRunner(environment, {
    ...(hook === undefined ? {} : { installed: { hook } }),
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}), ...env },
  });
}

const places: Record<Leak, RegExp> = {
  argument: /^AWS session token: in the arguments, line \d, of docker ps --filter$/,
  encodedArgument: /^AWS session token: in the arguments, line \d, of docker images --filter$/,
  otherProgram: /^AWS session token: in the arguments, line 1, of 0\.3$/,
  output: /^AWS session token: in the output, line \d, of cleanup_job$/,
  errorOutput: /^AWS session token: in the output, line \d, of cleanup_job$/,
  response: /^AWS session token: in the response, line 1, of cleanup_job$/,
  event:
    /^AWS session token: in the file, line 1, of .*\/events\/log\.jsonl, which other users can/,
  file: /^AWS session token: in the file, line 1, of .*\/_temp\/left$/,
  passingFile: /^AWS session token: in the passing file, line 1, of .*\/home\/passing$/,
  openConfig: /^AWS session token: in the passing file, line 1, of .*\/config\.json, which other/,
  leftConfig: /^AWS session token: in the file, line 1, of .*\/ecr-runner-hooks-\w+\/config\.json$/,
  container: /^AWS session token: in the description, line 1, of container [\w-]+$/,
  keyId: /^AWS access key id: in the description of container [\w-]+$/,
  step: /^AWS session token: in the environment of a process in a container, line 1, of container leaky: sleep 0\.3$/,
  image: /^AWS session token: in the description, line 1, of image [0-9a-f]{12}$/,
};

test.each(Object.keys(leaks) as Leak[])('finds a hook that leaks by %s', async (leak) => {
  const env = {
    LEAK: secret,
    LEAK64: Buffer.from(`AWS:${secret}`).toString('base64'),
    IMAGE: image,
    HOOK_EVENT_LOG: join(logs, 'log.jsonl'),
  };
  const runner = newRunner(env, writeLeakyHook(environment.directory, leak));
  await runner.cleanupJob();
  const found = await environment.secrets.takeLeaks();
  expect(found).toContainEqual(expect.stringMatching(places[leak]));
  expect(found.join()).not.toContain(secret);
  expect(found.join()).not.toContain(environment.credentials.accessKeyId);
});

test.each(stepWays)(
  'finds nothing in a job that uses all kinds of secrets, steps $way',
  async ({ feature }) => {
    const events = join(environment.directory, `events-${feature.HOOK_FEATURE_ENGINE_EXEC}`);
    const runner = createRunner(environment, {
      user: runnerUser,
      env: {
        ...awsIdentity(environment),
        ...feature,
        HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
        HOOK_EVENT_LOG: events,
        RUNNER_DEBUG: '1',
      },
    });
    mkdirSync(events);
    chownSync(events, runnerUser.uid, runnerUser.gid);
    const env = { TOKEN: plant('secret variable'), LINES: `a\n${plant('secret variable')}` };
    const credentials = { username: 'ci', password };
    const jobs = [
      await runner.prepareJob({
        container: { image, env },
        services: { cache: { image: server, env, credentials } },
      }),
      await runner.runScript('test -n "$TOKEN"', { env }),
      await runner.runContainerAction({ image: action, args: 'true', env }),
      await runner.cleanupJob(),
    ];
    expect(jobs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(jobs[0]?.commands.map(({ name }) => name)).toContain('debug');
    expect(readdirSync(events)).toHaveLength(1);
    expect(await environment.secrets.takeLeaks()).toEqual([]);
    tally('secrets', { jobs: 1 });
  },
);
