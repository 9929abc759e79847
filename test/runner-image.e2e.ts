/** The Dockerfile of the runner image: what it makes and what it refuses. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import { runOnce } from './support/image-runner.ts';
import { lastLayer } from './support/image-layer.ts';
import { requirePrograms } from './support/programs.ts';
import { projectFolder } from './support/project.ts';
import {
  buildRunnerImage,
  foreign,
  nativeHelperImage,
  runnerBase,
  seedStandIns,
} from './support/runner-image.ts';

const hook = '/opt/ecr-runner-hooks/index.js';
const revision = 'd4f5a1c';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await seedStandIns(environment);
  await build('runner', { IMAGE_REVISION: revision, IMAGE_VERSION: '1.2.3' });
}, 120_000);
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

async function build(tag: string, args: Record<string, string>, flags: string[] = []) {
  const { exitCode, stderr } = await buildRunnerImage(environment, tag, { args, flags });
  if (exitCode !== 0) throw new Error(stderr);
}

interface Inspected {
  Architecture: string;
  Config: { Env: string[]; Labels: Record<string, string>; User: string };
  RootFS: { Layers: string[] };
}

async function inspect(image: string): Promise<Inspected> {
  const [found] = JSON.parse(await environment.docker('image', 'inspect', image)) as [Inspected];
  return found;
}

const start = (script: string, image = 'runner') => runOnce(environment, image, script);

async function helpersIn(directory: string, image: string): Promise<unknown> {
  const { stdout } = await start(`cat ${directory}/config.json`, image);
  return (JSON.parse(stdout) as { credHelpers?: unknown }).credHelpers;
}

test('the hook is installed, and inactive', async () => {
  const { Config } = await inspect('runner');
  expect(Config.Env).toContain('ACTIONS_RUNNER_CONTAINER_HOOKS=');
  expect(Config.Env).toContain('HOOK_DOCKER_CONFIG=/etc/ecr-runner-hooks');
  expect(Config.Env).toContain('AWS_ECR_IGNORE_CREDS_STORAGE=true');
  expect(Config.Env.filter((variable) => variable.startsWith('DOCKER_CONFIG='))).toEqual([]);
  const { stdout } = await start('id -u; id -un; ls -A; cat /etc/ecr-runner-hooks/config.json');
  expect(stdout).toBe('1001\nrunner\nexternals\nrun.sh\n{}\n');
});

test('without a command it starts the runner', async () => {
  expect(await environment.docker('run', '--rm', 'runner')).toBe('The runner would start.');
});

test('the build argument ACTIVE turns the hook on, and takes no other word for it', async () => {
  await build('active', { ACTIVE: 'true' });
  expect((await inspect('active')).Config.Env).toContain(`ACTIONS_RUNNER_CONTAINER_HOOKS=${hook}`);
  const { exitCode, stderr } = await buildRunnerImage(environment, 'x', { args: { ACTIVE: 'no' } });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('ACTIVE is "no": it is true, or left out.');
});

test('the programs run with the node of the runner, whatever is on PATH', async () => {
  const script = `mkdir /tmp/x && printf '#!/bin/sh\\necho hijacked\\n' > /tmp/x/node && chmod +x /tmp/x/node
    export PATH=/tmp/x:$PATH
    hooks --version && hooks --help && ecr-auth --help && docker-credential-ecr-auth version`;
  const { exitCode, stdout, stderr } = await start(script);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const text of [/^\d+\.\d+\.\d+\n/, 'rollout', 'get-login-password'])
    expect(stdout).toMatch(text);
  expect(stdout).not.toContain('hijacked');
});

test('the hook is compiled ahead for each node of the runner', async () => {
  const { exitCode, stdout } = await start(
    `cd externals && for version in *; do "$version/bin/node" ${dirname(hook)}/cli.js compile --check; done`,
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^(The code of all \d+ files can be used by node v\d+\.\d+\.\d+-\w+\.\n)+$/,
  );
});

test('a runner that has node24 alone will do, one without node is told of', async () => {
  const script = `cd externals && mv node20 node24 && hooks --version && rm -r node24; hooks --version`;
  const { exitCode, stdout, stderr } = await start(script);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(exitCode).toBe(127);
  expect(stderr).toBe(
    'hooks: the runner has neither node20 nor node24 in /home/runner/externals.\n',
  );
});

test('registries can be built in', async () => {
  await build('listed', { ECR_REGISTRIES: '123456789012@us-east-1,eu-west-1,public' });
  expect(await helpersIn('/etc/ecr-runner-hooks', 'listed')).toEqual({
    [ecr]: 'ecr-login',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 'ecr-login',
    'public.ecr.aws': 'ecr-login',
  });
  const args = { ECR_REGISTRIES: '1234@us-east-1' };
  const { exitCode, stderr } = await buildRunnerImage(environment, 'x', { args });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('The account id in "1234@us-east-1" has 4 digits.');
});

test('labels say what it is', async () => {
  const { Labels } = (await inspect('runner')).Config;
  expect(Labels).toMatchObject({
    'org.opencontainers.image.base.name': runnerBase,
    'org.opencontainers.image.licenses': 'MIT',
    'org.opencontainers.image.revision': revision,
    'org.opencontainers.image.version': '1.2.3',
  });
});

test('adds one layer, with nothing but its own files, which the runner may only read', async () => {
  const ours = await lastLayer(environment, 'runner');
  const folders = /^(etc|opt|usr|usr\/local|usr\/local\/bin)$/;
  const files =
    /^((etc|opt)\/ecr-runner-hooks|opt\/ecr-auth)(\/|$)|^usr\/local\/bin\/(hooks|ecr-auth|ecr-runner-start|docker-credential-ecr-(auth|login))$/;
  expect(ours.filter(({ path }) => !folders.test(path) && !files.test(path))).toEqual([]);
  expect(
    ours.filter(({ mode }) => !/^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x) 0\/0$/.test(mode)),
  ).toEqual([]);
  const { Layers } = (await inspect('runner')).RootFS;
  await environment.docker('pull', '--quiet', runnerBase);
  expect(Layers.slice(0, -1)).toEqual((await inspect(runnerBase)).RootFS.Layers);
});

test('built again, the layer is the same', async () => {
  await build('again', {}, ['--no-cache']);
  expect((await inspect('again')).RootFS).toEqual((await inspect('runner')).RootFS);
});

test('an image for another platform is built without an emulator, with another helper and not compiled ahead', async () => {
  await build('foreign', {}, ['--platform', `linux/${foreign}`]);
  expect((await inspect('foreign')).Architecture).toBe(foreign);
  const [here, there] = await Promise.all([
    lastLayer(environment, 'runner'),
    lastLayer(environment, 'foreign'),
  ]);
  const helper = 'usr/local/bin/docker-credential-ecr-login';
  const digests = new Map(here.map(({ path, digest }) => [path, digest]));
  const differing = there.filter(({ path, digest }) => digests.get(path) !== digest);
  const isCode = ({ path }: { path: string }) => path.includes('/code-cache');
  expect(there).toHaveLength(here.filter((file) => !isCode(file)).length);
  expect(there.filter(isCode)).toEqual([]);
  expect(differing.map(({ path }) => path)).toEqual([helper]);
});

test('a credential helper for another platform ends the build', async () => {
  const { exitCode, stderr } = await buildRunnerImage(environment, 'x', {
    args: { ECR_LOGIN_IMAGE: nativeHelperImage },
    flags: ['--platform', `linux/${foreign}`],
  });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(`docker-credential-ecr-login is not for ${foreign}: its ELF machine is`);
});

test('shellcheck has nothing to say about its scripts', () => {
  const folder = join(projectFolder(), 'runner-image');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'));
  expect(scripts).toContain('ecr-runner-start.sh');
  requirePrograms(environment.path, ['shellcheck']);
  const { status, stdout } = spawnSync('shellcheck', scripts, { cwd: folder, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
