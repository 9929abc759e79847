/** A runner whose daemon is rootless docker of the same ordinary user. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askService } from './support/ask-service.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer, runnerUser } from './support/fixtures.ts';
import { startRootless, type Rootless } from './support/rootless.ts';
import { createRunner, type Runner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/glibc:1`;
const server = `${ecr}/team/redis:7`;

let environment: Environment;
let rootless: Rootless;
let runner: Runner;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], { librariesOf: [process.execPath] });
  await environment.seedImage([server], { cmd: pongServer, exposed: ['6379/tcp'] });
  rootless = await startRootless(environment, runnerUser);
  const env = {
    ...awsIdentity(environment),
    HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
    XDG_RUNTIME_DIR: rootless.runtimeDirectory,
  };
  const { dockerHost } = rootless;
  runner = createRunner({ ...environment, dockerHost }, { user: runnerUser, env });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

test('the daemon is rootless, of an ordinary user', async () => {
  expect(await rootless.docker('info', '--format', '{{.SecurityOptions}}')).toContain('rootless');
});

test('starts a job with a service, pulled with the credential helper', async () => {
  const call = await runner.prepareJob({
    container: { image },
    services: { cache: { image: server, options: '--network-alias cache' } },
  });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  // Nothing of it went to the other daemon.
  expect(await environment.docker('ps', '--all', '--quiet')).toBe('');
});

test('a script reaches the service by its name and writes outputs as the user', async () => {
  const step = await runner.runScript(
    `${askService('cache')}; id -u; echo file > made; echo "done=yes" >> "$GITHUB_OUTPUT"; exit 7`,
  );
  expect(step).toMatchObject({ exitCode: 7, stdout: 'PONG\n0\n', outputs: { done: 'yes' } });
  const made = join(runner.folders.workspace, 'made');
  const owner = await environment.run(['/bin/busybox', 'stat', '-c', '%u:%g', made]);
  expect(owner.stdout).toBe('1001:1001\n');
});

test('a JavaScript action asks the rootless daemon over /var/run/docker.sock', async () => {
  const file = join(runner.folders.workspace, 'ask.js');
  writeFileSync(
    file,
    `require('http').get({ socketPath: '/var/run/docker.sock', path: '/info' }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => console.log(JSON.parse(text).ID));
    });`,
  );
  const id = await rootless.docker('info', '--format', '{{.ID}}');
  expect(await runner.runJsAction(file)).toMatchObject({ exitCode: 0, stdout: `${id}\n` });
});

test('runs a container action, also one that is built', async () => {
  const args = 'sh -c "cat made && nc cache 6379 && echo from=action >> $GITHUB_OUTPUT"';
  const action = await runner.runContainerAction({ image, args });
  expect(action).toMatchObject({ exitCode: 0, outputs: { from: 'action' } });
  expect(action.lines.slice(-2)).toEqual(['file', 'PONG']);
  const folder = join(runner.folders.workspace, 'action');
  mkdirSync(folder);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nRUN echo 1 > /built\nCMD cat /built\n`);
  const built = await runner.runContainerAction({ dockerfile: join(folder, 'Dockerfile') });
  expect(built).toMatchObject({ exitCode: 0 });
  expect(built.lines.at(-1)).toBe('1');
});

test('a cancel ends the process in the container', async () => {
  const running = runner.startScript('echo started; sleep 1000');
  // `docker top` reads cgroups, which a rootless daemon on cgroup v1 does not have.
  const processes = () => rootless.docker('exec', String(runner.state?.['container']), 'ps');
  await waitFor('the step runs', async () => (await processes()).includes('sleep 1000'));
  const call = await running.cancel();
  expect(call.exitCode).toBe(130);
  expect(call.commands).toEqual([{ name: 'error', text: 'The step was cancelled.' }]);
  expect(await processes()).not.toContain('sleep 1000');
});

test('cleanup leaves nothing', async () => {
  const call = await runner.cleanupJob();
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  expect(call.stdout).not.toContain('::warning::');
  const label = ['--filter', 'label=ecr-runner-hooks.runner', '--quiet'];
  expect(await rootless.docker('ps', '--all', '--quiet')).toBe('');
  expect(await rootless.docker('network', 'ls', ...label)).toBe('');
  expect(await rootless.docker('image', 'ls', ...label)).toBe('');
});
