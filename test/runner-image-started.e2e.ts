/** Containers of the built runner image: how they start, and jobs that they play as their runner user. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tokenCalls } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import { runOnce, startImageRunner, type ImageRunner } from './support/image-runner.ts';
import { buildRunnerImage, seedStandIns } from './support/runner-image.ts';

const image = `${ecr}/app:1`;
const active = { ACTIONS_RUNNER_CONTAINER_HOOKS: '/opt/ecr-runner-hooks/index.js' };

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await seedStandIns(environment);
  await environment.seedImage([image]);
  const { exitCode, stderr } = await buildRunnerImage(environment, 'runner');
  if (exitCode !== 0) throw new Error(stderr);
}, 120_000);
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** A whole job with a job container, a service and a container action, all from ECR. */
async function playJob({ runner }: ImageRunner): Promise<void> {
  const services = { other: { image, options: '--entrypoint sleep' } };
  const prepared = await runner.prepareJob({ container: { image }, services });
  expect(prepared).toMatchObject({ exitCode: 0, stderr: '' });
  const step = await runner.runScript('echo made > file; echo "from=$(pwd)" >> "$GITHUB_OUTPUT"');
  expect(step).toMatchObject({ exitCode: 0, outputs: { from: '/__w/hello/hello' } });
  const action = await runner.runContainerAction({ image, args: 'cat /github/workspace/file' });
  expect(action).toMatchObject({ exitCode: 0 });
  expect(action.lines).toContain('made');
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stderr: '' });
}

/** A job that does nothing but pull. */
async function playPull({ runner }: ImageRunner): Promise<void> {
  const prepared = await runner.prepareJob({ container: { image } });
  expect(prepared).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stderr: '' });
}

test('registries can be added at the start; a restart forgets those of the start before', async () => {
  const script = `ecr-auth config --registry public --helper ecr-login --config /tmp/base
    HOOK_DOCKER_CONFIG=/tmp/base ECR_REGISTRIES="210987654321@eu-central-1, us-east-1" \\
      ecr-runner-start ls -ld .ecr-runner-hooks
    HOOK_DOCKER_CONFIG=/tmp/base/config.json ECR_REGISTRIES=123456789012@us-east-1 \\
      ecr-runner-start sh -c 'echo $HOOK_DOCKER_CONFIG; cat $HOOK_DOCKER_CONFIG/config.json'`;
  const { exitCode, stdout } = await runOnce(environment, 'runner', script);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/\ndrwx------ .* runner .* \.ecr-runner-hooks\n/);
  expect(stdout).toContain('\n/home/runner/.ecr-runner-hooks\n{');
  const credHelpers = { 'public.ecr.aws': 'ecr-login', [ecr]: 'ecr-login' };
  expect(JSON.parse(stdout.slice(stdout.indexOf('\n{')))).toEqual({ credHelpers });
});

test.each([
  ['1234@us-east-1', 'The account id in "1234@us-east-1" has 4 digits.'],
  ['123456789012@mars', '"mars" in "123456789012@mars" is not an AWS region.'],
  ['--help', '"--help" is not an Amazon ECR registry.'],
])('ECR_REGISTRIES=%s ends the start with one sentence', async (list, says) => {
  const env = { ECR_REGISTRIES: list };
  const { exitCode, stdout, stderr } = await runOnce(environment, 'runner', 'echo started', env);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^ecr-runner-start: ECR_REGISTRIES could not be applied\. [^\n]*\n$/);
  expect(stderr).toContain(says);
});

test('a blank ECR_REGISTRIES is none', async () => {
  const env = { ECR_REGISTRIES: ' , ' };
  const { stdout } = await runOnce(environment, 'runner', 'echo $HOOK_DOCKER_CONFIG', env);
  expect(stdout).toBe('/etc/ecr-runner-hooks\n');
});

test('a home that cannot be written to ends the start with one sentence', async () => {
  const env = { ECR_REGISTRIES: 'public', HOME: '/proc' };
  const { exitCode, stderr } = await runOnce(environment, 'runner', 'echo started', env);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^ecr-runner-start: ECR_REGISTRIES could not be applied\. mkdir: [^\n]*\n$/,
  );
});

test('a job pulls from ECR with the identity of the runner, as the runner user', async () => {
  await environment.aws.clearRequests();
  await using started = await startImageRunner(environment, 'runner', active);
  await playJob(started);
  expect(await tokenCalls(environment)).toBe(1);
  const { stdout } = await started.run('sh', '-c', 'id -u; id -un; ls -A ~/.ecr');
  expect(stdout.split('\n').slice(0, 3)).toEqual(['1001', 'runner', 'cache.json']);
});

test('a job pulls through docker-credential-ecr-auth, if the runner says so', async () => {
  await environment.aws.clearRequests();
  const env = { ...active, HOOK_ECR_HELPER: 'ecr-auth' };
  await using started = await startImageRunner(environment, 'runner', env);
  await playPull(started);
  expect(await tokenCalls(environment)).toBe(1);
  const { stdout } = await started.run('sh', '-c', 'ls -A ~/.ecr-auth');
  expect(stdout).toContain('v1');
});

test('ECR_REGISTRIES at the start serves these registries, and no other', async () => {
  // Without the list nothing would be served.
  const env = { ...active, HOOK_ECR_HELPER: 'off', ECR_REGISTRIES: '123456789012@us-east-1' };
  await using started = await startImageRunner(environment, 'runner', env);
  await playPull(started);
  const other = '210987654321.dkr.ecr.us-east-1.amazonaws.com/app:1';
  const refused = await started.runner.prepareJob({ container: { image: other } });
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.commands.map(({ text }) => text).join()).toContain('210987654321');
});

test("a step's own docker login works beside the hook, in the user's own config", async () => {
  await using started = await startImageRunner(environment, 'runner', active);
  const login = `ecr-auth get-login-password --registry ${ecr} |
    docker login --username AWS --password-stdin ${ecr} && docker pull --quiet ${image}`;
  const { exitCode, stdout } = await started.run('sh', '-c', login);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `Login Succeeded\n${image}\n` });
  // What it holds is a secret, which nobody prints.
  const shown = `sed 's/"auth": "[^"]*"/"auth": "a secret"/' /home/runner/.docker/config.json`;
  const { stdout: own } = await started.run('sh', '-c', shown);
  expect(JSON.parse(own)).toEqual({ auths: { [ecr]: { auth: 'a secret' } } });
  await playPull(started);
  const hooks = await started.run('cat', '/etc/ecr-runner-hooks/config.json');
  expect(JSON.parse(hooks.stdout)).toEqual({});
});

test('ecr-auth doctor finds everything in order there', async () => {
  await using started = await startImageRunner(environment, 'runner', active);
  const { exitCode, stdout } = await started.run('ecr-auth', 'doctor', '--image', image);
  expect(stdout).toMatch(/ok +docker config +\/etc\/ecr-runner-hooks\/config\.json\n/);
  expect(stdout).toMatch(/ok +image +app:1 can be pulled/);
  expect(stdout).toMatch(/ok +hook +\/opt\/ecr-runner-hooks\/index\.js\n/);
  expect(stdout).toMatch(/ 0 warnings, 0 failed\n$/);
  expect(exitCode).toBe(0);
});

test('the kill switch of the image is found', async () => {
  await using started = await startImageRunner(environment, 'runner', active);
  await started.asRoot('touch', '/etc/ecr-runner-hooks/off');
  const { exitCode, stdout } = await started.runner.prepareJob({ container: { image } });
  expect(stdout).toContain('The feature credential-helper is not on for this job.');
  expect(exitCode).toBe(0);
  await started.runner.cleanupJob();
});
