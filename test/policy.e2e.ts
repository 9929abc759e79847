/** The administrator's policy with a real docker: what is refused never gets as far as a registry. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr } from './support/fixtures.ts';
import { createEcrRunner, forgetImages, manifestRequests } from './support/image-job.ts';
import type { HookCall, Runner, WorkflowContainer } from './support/runner.ts';

const image = `${ecr}/app:1`;
const other = `${ecr}/other:1`;

let environment: Environment;
let shared: string;
let digest: string;
beforeAll(async () => {
  environment = await startEnvironment();
  ({ digest } = await environment.seedImage([image]));
  await environment.seedImage([other], { env: { NAME: 'other' } });
  shared = join(environment.directory, 'shared');
  mkdirSync(join(shared, 'data'), { recursive: true });
  mkdirSync(join(environment.directory, 'data'));
  writeFileSync(join(shared, 'data/which'), 'inside\n');
  writeFileSync(join(environment.directory, 'data/which'), 'outside\n');
  symlinkSync(environment.directory, join(shared, 'link'));
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});
beforeEach(() => forgetImages(environment));

function runnerWith(allow: object, env: Record<string, string> = {}): Runner {
  const HOOK_POLICY_FILE = join(environment.directory, `policy-${randomUUID()}.yml`);
  writeFileSync(HOOK_POLICY_FILE, JSON.stringify({ allow }));
  return createEcrRunner(environment, { HOOK_POLICY_FILE, ...env });
}

/** One error, no container, and nobody asked a registry. */
async function expectRefused(call: HookCall, ...sentences: string[]): Promise<void> {
  const errors = call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);
  expect(errors).toEqual([expect.stringMatching(/^The policy of this runner \(.*\) refuses /)]);
  for (const sentence of sentences) expect(errors[0]).toContain(sentence);
  expect(call.exitCode).toBe(1);
  expect(await environment.registry.requests()).toEqual([]);
  expect(await environment.aws.requests()).toEqual([]);
  expect(await environment.docker('container', 'ls', '--all', '--quiet')).toBe('');
}

const inShared = (text: string) => text.replaceAll('SHARED', shared);
const at = (container: Partial<WorkflowContainer>): WorkflowContainer => ({
  image,
  ...container,
  options: inShared(container.options ?? ''),
  volumes: container.volumes?.map(inShared),
});

test.each<[rule: string, less: unknown, more: unknown, container: Partial<WorkflowContainer>]>([
  ['options', ['--cpu-shares'], ['--mem*'], { options: '-m 64m' }],
  ['capabilities', ['NET_ADMIN'], ['SYS_PTRACE'], { options: '--cap-add=cap_sys_ptrace' }],
  ['security-options', [], ['seccomp=*'], { options: '--security-opt seccomp:unconfined' }],
  ['namespaces', ['pid=host'], ['ipc=*'], { options: '--ipc host' }],
  ['devices', ['/dev/zero'], ['/dev/null'], { options: '--device=/dev/null:/dev/x' }],
  ['sysctls', ['kernel.*'], ['net.*'], { options: '--sysctl net.ipv4.ip_forward=1' }],
  ['ulimits', [], ['nofile=*'], { options: '--ulimit nofile=64:64' }],
  ['runtimes', ['runsc'], ['runc'], { options: '--runtime runc' }],
  ['paths', ['/srv'], ['SHARED'], { options: '-vSHARED/data:/x' }],
  ['paths', ['/srv'], ['SHARED'], { volumes: ['SHARED/data:/x'] }],
  ['volumes', ['cache-*'], ['data'], { volumes: ['data:/x'] }],
  ['docker-socket', false, true, { volumes: ['/var/run/docker.sock:/x'] }],
  ['registries', ['ghcr.io'], ['*.dkr.ecr.us-east-1.amazonaws.com'], {}],
  ['images-without-digest', false, true, {}],
])('allow.%s: %j refuses what %j allows', async (rule, less, more, container) => {
  const here = (value: unknown) => JSON.parse(inShared(JSON.stringify(value))) as unknown;
  const refused = await runnerWith({ [rule]: here(less) }).prepareJob({ container: at(container) });
  await expectRefused(refused, 'jobs.build.container has `', `and allow.${rule} is `);
  const runner = runnerWith({ [rule]: here(more) });
  expect(await runner.prepareJob({ container: at(container) })).toMatchObject({ exitCode: 0 });
  await runner.cleanupJob();
});

test('a privileged container is refused, and where it is allowed docker is asked for it', async () => {
  const container = { image, options: '--init=false --privileged=true' };
  const refused = await runnerWith({ privileged: false }).prepareJob({ container });
  await expectRefused(refused, 'has `options: --privileged`, and allow.privileged is false');
  const runner = runnerWith({ privileged: true });
  const allowed = await runner.prepareJob({ container });
  // Where the daemon has not all capabilities itself, as in a container, it fails later.
  expect(allowed.stdout).not.toContain('The policy of this runner');
  await runner.cleanupJob();
  expect(await manifestRequests(environment, 'app')).not.toEqual([]);
});

test('all of a job is named at once', async () => {
  const runner = runnerWith({ capabilities: [], registries: [`${ecr}/app`] });
  const call = await runner.prepareJob({
    container: { image, options: '--cap-add SYS_ADMIN' },
    services: { db: { image: other, options: '--unheard-of' } },
  });
  await expectRefused(
    call,
    'jobs.build.container has `options: --cap-add SYS_ADMIN`, and allow.capabilities is empty',
    `jobs.build.services.db has \`image: ${other}\`, and allow.registries is ${ecr}/app`,
    'jobs.build.services.db has `options: --unheard-of`, which is no option of docker that',
  );
});

test('an image with a digest is one', async () => {
  const runner = runnerWith({ 'images-without-digest': false });
  const container = { image: `${ecr}/app@${digest}` };
  expect(await runner.prepareJob({ container })).toMatchObject({ exitCode: 0 });
  await runner.cleanupJob();
});

test('a link in an allowed folder leads nowhere else, and `..` goes back over its name', async () => {
  const job = (path: string) => ({ container: at({ volumes: [`SHARED/${path}:/x`] }) });
  const refused = await runnerWith({ paths: [shared] }).prepareJob(job('link/data'));
  await expectRefused(refused, `which leads to ${environment.directory}/data, and allow.paths is`);
  const runner = runnerWith({ paths: [shared] });
  expect(await runner.prepareJob(job('link/../data'))).toMatchObject({ exitCode: 0 });
  expect((await runner.runScript('cat /x/which')).stdout).toBe('inside\n');
  await runner.cleanupJob();
});

test('without the socket, steps and container actions do not have the one of the runner', async () => {
  const runner = runnerWith({ 'docker-socket': false });
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  const look = 'test ! -e /var/run/docker.sock && test -d /__w && echo none';
  expect((await runner.runScript(look)).stdout).toBe('none\n');
  const args = ['-c', 'test ! -e /var/run/docker.sock && test -d /github/workspace && echo none'];
  const action = await runner.runContainerAction({ image, entrypoint: '/bin/sh', args });
  expect(action.stdout).toContain('none\n');
  await runner.cleanupJob();
});

test('a Dockerfile is judged before anything of it is pulled', async () => {
  const runner = runnerWith({ registries: [`${ecr}/app`] });
  const dockerfile = join(runner.folders.workspace, 'Dockerfile');
  writeFileSync(dockerfile, `ARG X=${other}\nFROM ${image} AS app\nFROM $X\n`);
  const refused = await runner.runContainerAction({ dockerfile });
  await expectRefused(refused, `the action has \`FROM $X\`, and allow.registries is ${ecr}/app`);
  writeFileSync(dockerfile, `FROM ${image} AS app\nFROM app\nENTRYPOINT ["echo", "built"]\n`);
  const built = await runner.runContainerAction({ dockerfile });
  expect(built.exitCode).toBe(0);
  expect(built.stdout).toContain('built\n');
});

test('a policy that cannot be used lets nothing through, whatever the kill switch says', async () => {
  const env = { HOOK_POLICY_FILE: '/nowhere/policy.yml', HOOK_KILL_SWITCH: environment.directory };
  const call = await createEcrRunner(environment, env).prepareJob({ container: { image } });
  const errors = call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);
  expect(errors).toEqual([expect.stringContaining('cannot be used: ENOENT')]);
  expect(call.exitCode).toBe(1);
  expect(await environment.registry.requests()).toEqual([]);
});

test('without a policy, options are the power of the workflow, and nothing of it is loaded', async () => {
  const runner = createEcrRunner(environment);
  const chunks = join(runner.folders.root, 'hooks/chunks');
  const ofPolicy = readdirSync(chunks).filter((name) =>
    /The policy file|security-opt/.test(readFileSync(join(chunks, name), 'utf8')),
  );
  expect(ofPolicy).not.toEqual([]);
  for (const name of ofPolicy) rmSync(join(chunks, name));
  const options = '--cap-add SYS_PTRACE --ipc host -v /:/host';
  expect(await runner.prepareJob({ container: { image, options } })).toMatchObject({ exitCode: 0 });
  expect(await runner.runContainerAction({ image: other })).toMatchObject({ exitCode: 0 });
  await runner.cleanupJob();
});
