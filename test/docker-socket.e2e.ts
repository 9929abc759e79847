/** `/var/run/docker.sock` in a container; the environment's daemon never listens there. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, runnerUser } from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';

const image = `${ecr}/glibc:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], { librariesOf: [process.execPath] });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG };
  return createRunner(environment, { env, user: runnerUser });
}

/** Device and inode of the socket that the runner's DOCKER_HOST names, as `stat` prints them. */
function hostSocket(): string {
  expect(environment.dockerHost).not.toContain('/var/run/docker.sock');
  const { dev, ino } = statSync(environment.dockerHost.slice('unix://'.length));
  return `${String(dev)}:${String(ino)}`;
}

test('a step of a job container asks the daemon that runs it', async () => {
  const runner = newRunner();
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  const file = join(runner.folders.workspace, 'ask.js');
  writeFileSync(
    file,
    `require('http').get({ socketPath: '/var/run/docker.sock', path: '/info' }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => console.log(JSON.parse(text).ID));
    });`,
  );
  const id = await environment.docker('info', '--format', '{{.ID}}');
  const step = await runner.runJsAction(file);
  expect(step).toMatchObject({ exitCode: 0, stdout: `${id}\n`, stderr: '' });
  const stat = await runner.runScript('stat -c %d:%i /var/run/docker.sock');
  expect(stat.stdout).toBe(`${hostSocket()}\n`);
  await runner.cleanupJob();
});

test('a container action has the same socket', async () => {
  const action = await newRunner().runContainerAction({
    image,
    args: 'stat -c %d:%i /var/run/docker.sock',
  });
  expect(action).toMatchObject({ exitCode: 0, stderr: '' });
  expect(action.lines.at(-1)).toBe(hostSocket());
});

test('a volume in the workflow means the path that it names', async () => {
  const runner = newRunner();
  const volumes = ['/var/run/docker.sock:/other.sock'];
  const call = await runner.prepareJob({ container: { image, volumes } });
  expect(call.exitCode).toBe(0);
  // docker makes a folder of what is not there.
  const step = await runner.runScript('test -d /other.sock && test -S /var/run/docker.sock');
  expect(step.exitCode).toBe(0);
  await runner.cleanupJob();
});
