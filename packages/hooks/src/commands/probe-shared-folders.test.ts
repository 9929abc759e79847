import { afterAll, expect, test } from '@jest/globals';
import { dirname } from 'node:path';
import { containerId, createBench } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const { tempDirectory } = bench;
const mount = (sourceVolumePath: string, targetVolumePath: string) => ({
  sourceVolumePath,
  targetVolumePath,
});
const step = (state: unknown = null) => ({
  command: 'run_container_step',
  args: {
    image: 'alpine:3.20',
    environmentVariables: { SECRET: 'x' },
    systemMountVolumes: [
      mount('/var/run/docker.sock', '/var/run/docker.sock'),
      mount(tempDirectory, '/github/runner_temp'),
      mount(`${tempDirectory}/_github_home`, '/github/home'),
    ],
    userMountVolumes: [mount('data', '/data')],
  },
  state,
});
const pod = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
const cpFails = (stderr: string) => [{ when: ['docker', 'cp'], exitCode: 1, stderr }];

test.each([
  [`Error: No such container:path: ${containerId}:/github/runner_temp/x.json`],
  [`Error response from daemon: Could not find the file /x in container ${containerId}`],
])('says that the work folder is not shared: %s', async (stderr) => {
  const played = await bench.play(step(), { env: pod, answers: cpFails(stderr) });
  expect(played.exitCode).toBe(1);
  const work = dirname(tempDirectory);
  expect(played.output.match(/^::error::.*$/gm)).toEqual([
    `::error::The docker daemon (tcp://127.0.0.1:2375) does not see the runner's work folder ${work}: the container has an empty or another folder instead. The runner runs in a container: mount its work folder at the same path in the runner and in the container or machine of the daemon, or set HOOK_PATH_MAP=${work}=<path on the daemon's machine>.`,
  ]);
  expect(played.calls.map(outline)).toEqual([
    'pull alpine:3.20',
    'create alpine:3.20',
    'cp',
    'container rm',
  ]);
});

test('looks with nothing but the folder of temporary files, then runs the step', async () => {
  const { exitCode, calls } = await bench.play(step(), { env: pod });
  expect(exitCode).toBe(0);
  const [, create, copy, remove, run] = calls;
  const argv = create?.argv ?? [];
  expect(argv.filter((_, index) => argv[index - 1] === '--volume')).toEqual([
    `${tempDirectory}:/github/runner_temp`,
  ]);
  expect(argv.join(' ')).toMatch(/--label ecr-runner-hooks\.runner=/);
  expect(create?.envFile ?? []).not.toContain('SECRET=x');
  expect(copy?.argv[2]).toMatch(`${containerId}:/github/runner_temp/`);
  expect(remove?.argv.at(-1)).toBe(argv[argv.indexOf('--name') + 1]);
  expect(run?.argv[0]).toBe('run');
});

test('a daemon behind tcp gets the same look', async () => {
  const env = { DOCKER_HOST: 'tcp://10.0.0.2:2375' };
  const { calls } = await bench.play(step(), { env });
  expect(calls.map(outline)).toContain('cp');
});

test('what else docker says is passed on, and the container is removed', async () => {
  const answers = cpFails('Error response from daemon: input/output error');
  const { exitCode, output, calls } = await bench.play(step(), { env: pod, answers });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^::error::docker cp .* failed: input\/output error\./m);
  expect(output).not.toContain('HOOK_PATH_MAP');
  expect(calls.map(outline).at(-1)).toBe('container rm');
});

test.each([
  ['a job container was checked before', step({ version: 1, container: containerId })],
  ['nothing of the work folder is mounted', withoutMounts()],
])('does not look when %s', async (_why, request) => {
  const { exitCode, calls } = await bench.play(request, { env: pod });
  expect(exitCode).toBe(0);
  expect(calls.map(({ argv }) => argv[0])).toEqual(['pull', 'run']);
});

function withoutMounts() {
  const request = step();
  return { ...request, args: { ...request.args, systemMountVolumes: [] } };
}
