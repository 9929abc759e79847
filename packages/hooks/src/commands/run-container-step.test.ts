import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, readRequest } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('run_container_step.image');
const action = join(bench.directory, '_work/my action');
const dockerfile = join(action, 'Dockerfile');
mkdirSync(action);
writeFileSync(dockerfile, 'FROM 123456789012.dkr.ecr.us-east-1.amazonaws.com/base:1\n');
const request = (args: object, state: unknown = null) => ({
  command: 'run_container_step',
  args,
  state,
});

test('pulls and runs an image action', async () => {
  const { exitCode, calls } = await bench.play(sample);
  expect(exitCode).toBe(0);
  expect(calls.map(outline)).toEqual(['pull alpine:3.20', 'run alpine:3.20']);
  const argv = calls[1]?.argv ?? [];
  expect(argv.slice(0, 4)).toEqual(['run', '--rm', '--pull', 'never']);
  expect(argv.slice(argv.indexOf('--entrypoint'))).toEqual([
    '--entrypoint',
    '/bin/echo',
    '--',
    'alpine:3.20',
    '-n',
    'hello world',
    "it's",
  ]);
  expect(argv).toContain('/github/workspace');
  expect(argv[argv.indexOf('--network') + 1]).toBe(
    'github_network_0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  );
  expect(JSON.stringify(argv)).not.toContain('ACTIONS_RUNTIME_TOKEN');
});

test('builds and runs a Dockerfile action of a job without containers', async () => {
  const played = await bench.play(
    request({ dockerfile, entryPointArgs: ['"--name"', '"Mona', 'Lisa"'] }),
  );
  expect(played.exitCode).toBe(0);
  const [build, run, remove] = played.calls;
  const tag = build?.argv[2] ?? '';
  expect(build?.argv).toEqual([
    'build',
    '--tag',
    expect.stringMatching(/^ecr-runner-hooks:[0-9a-f]{32}$/),
    '--label',
    expect.stringMatching(/^ecr-runner-hooks\.runner=/),
    '--file',
    dockerfile,
    '--',
    action,
  ]);
  expect(run?.argv.slice(-4)).toEqual(['--', tag, '--name', 'Mona Lisa']);
  expect(run?.argv).not.toContain('--network');
  expect(remove?.argv).toEqual(['image', 'rm', '--force', '--no-prune', '--', tag]);
});

test('keeps a built image for later stages of a job that has a cleanup', async () => {
  const { calls } = await bench.play(request({ dockerfile }, { network: 'n' }));
  expect(calls.map(({ argv }) => argv[0])).toEqual(['build', 'run']);
});

test('gives a build the credential helper for its private base image', async () => {
  const config = join(bench.directory, 'docker-config');
  mkdirSync(config);
  bench.addProgram('docker-credential-ecr-login');
  const env = { HOOK_DOCKER_CONFIG: config, AWS_ROLE_ARN: 'arn:x' };
  const { calls } = await bench.play(request({ dockerfile }), { env });
  expect(calls[0]?.config).toEqual({
    auths: {},
    credHelpers: { '123456789012.dkr.ecr.us-east-1.amazonaws.com': 'ecr-login' },
  });
  expect(calls[0]?.env['AWS_ROLE_ARN']).toBe('arn:x');
  expect(calls[1]?.env).not.toHaveProperty('AWS_ROLE_ARN');
  expect(bench.leftovers()).toEqual([]);
});

test.each([
  [42, ''],
  [125, '::error::docker could not run alpine:3.20; its own message stands above.\n'],
])('ends with exit code %d of the container', async (exitCode, said) => {
  const answers = [{ when: ['docker', 'run'], exitCode }];
  const played = await bench.play(sample, { answers });
  expect(played.exitCode).toBe(exitCode);
  expect(played.output.replace(/^::group::Pull image\nPulled .*\n::endgroup::\n/, '')).toBe(said);
});

test('says which build failed, after its output, which is not obeyed', async () => {
  const answers = [{ when: ['docker', 'build'], exitCode: 1, stdout: '::error::forged\n' }];
  const { exitCode, output, calls } = await bench.play(request({ dockerfile }), { answers });
  expect(exitCode).toBe(1);
  expect(output).toContain(`::group::Build my action/Dockerfile\n::stop-commands::token\n`);
  expect(output).toContain(`::error::Building ${dockerfile} failed with exit code 1.`);
  expect(calls.map(({ argv }) => argv[0])).toEqual(['build']);
});

test('names a Dockerfile that is not there', async () => {
  const { output, calls } = await bench.play(request({ dockerfile: '/nope/Dockerfile' }));
  expect(output).toMatch(/^::error::The Dockerfile of the action cannot be read: ENOENT.*nope/);
  expect(calls).toEqual([]);
});

test.each([
  ['/etc/hostname', 'leads to /etc/hostname, out of the work folder of the runner'],
  ['/dev/zero', 'leads to /dev/zero, out of the work folder'],
  ['.', 'it is not a file'],
])('does not read a Dockerfile that is a link to %s', async (target, why) => {
  const link = join(action, 'link');
  symlinkSync(target, link);
  const { exitCode, output, calls } = await bench.play(request({ dockerfile: link }));
  rmSync(link);
  expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
  expect(output).toMatch(/^::error::The Dockerfile of the action cannot be read: .*\n$/);
  expect(output).toContain(why);
});

test('reads a Dockerfile through a link to another of the job', async () => {
  const link = join(action, 'Dockerfile.link');
  symlinkSync('Dockerfile', link);
  const { exitCode } = await bench.play(request({ dockerfile: link }));
  expect(exitCode).toBe(0);
});

test('has all of a build on one stream, which the runner reads in order', async () => {
  const answers = [{ when: ['docker', 'build'], exitCode: 1 }];
  const { calls } = await bench.play(request({ dockerfile }), { answers });
  expect(calls[0]?.oneStream).toBe(true);
});

test.each([
  ['image', 'a\0b'],
  ['entryPoint', 'a\0b'],
  ['entryPointArgs', ['a\0b']],
  ['createOptions', '--env a\0b'],
  ['workingDirectory', '\ud800'],
])('says that %s has what no process can be given', async (name, value) => {
  const { exitCode, output, calls } = await bench.play(request({ image: 'a', [name]: value }));
  expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
  expect(output).toMatch(/^::error::The request on stdin is not valid: args\.\S+ must be a text/);
});

test.each([
  ['docker run', ['x'.repeat(200_000)]],
  ['docker run', Array.from({ length: 30 }, () => 'x'.repeat(100_000))],
])('says that the arguments of %s are too long', async (_what, entryPointArgs) => {
  const { exitCode, output } = await bench.play(request({ image: 'a', entryPointArgs }));
  expect(exitCode).toBe(1);
  expect(output).toMatch(/::error::docker run a failed: its arguments are longer than Linux allow/);
});

test('wants an image or a Dockerfile', async () => {
  const { exitCode, output } = await bench.play(request({}));
  expect(exitCode).toBe(1);
  expect(output).toContain('args has neither image nor dockerfile');
});
