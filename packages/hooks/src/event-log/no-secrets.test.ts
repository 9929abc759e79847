import { afterAll, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, readRequest, type PlayOptions } from '../../test/support.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const directory = join(bench.directory, 'events');
const dockerfile = join(bench.tempDirectory, 'Dockerfile');
writeFileSync(dockerfile, 'FROM planted.example/base:1\n');

const container = {
  entryPoint: '/planted/bin',
  entryPointArgs: ['--token', 'planted-argument'],
  workingDirectory: '/planted/folder',
  createOptions: '--env TOKEN=planted-option --label key=planted-label',
  registry: { username: 'planted-user', password: 'planted-password', serverUrl: '' },
  environmentVariables: { TOKEN: 'planted-value', 'planted-name': 'x', LINES: 'planted\nvalue' },
  userMountVolumes: [{ sourceVolumePath: '/planted/source', targetVolumePath: '/planted/target' }],
};
const environmentVariables = container.environmentVariables;
/** Of the runner's own process. */
const env = {
  HOOK_EVENT_LOG: directory,
  HOOK_FORWARD_ENV: 'OWN_TOKEN',
  OWN_TOKEN: 'planted-own',
  AWS_SECRET_ACCESS_KEY: 'planted-key',
  ACTIONS_RUNTIME_TOKEN: 'planted-runtime',
  HTTPS_PROXY: 'http://planted-user:planted-password@proxy:3128',
  RUNNER_DEBUG: '1',
};
const state = {
  version: 1,
  network: 'planted-network',
  container: 'planted-container',
  imagePath: '/planted/image/bin',
  services: ['planted-service'],
};
const calls: [
  string,
  { command: string; args: object; state?: object },
  PlayOptions['answers']?,
][] = [
  [
    'a job that is prepared',
    {
      command: 'prepare_job',
      args: {
        container: { image: 'registry.example.com/planted/build:1', ...container },
        services: [{ image: 'redis:planted', ...container }],
      },
    },
  ],
  [
    'a job that fails, in words of docker',
    { command: 'prepare_job', args: { container: { image: 'a', ...container } } },
    [{ when: ['docker', 'pull'], exitCode: 1, stderr: 'denied: planted-password is wrong' }],
  ],
  [
    'a script step that fails',
    {
      command: 'run_script_step',
      state,
      args: { entryPoint: 'sh', prependPath: ['/planted/path'], environmentVariables },
    },
    [{ when: ['docker', 'exec'], exitCode: 3 }],
  ],
  [
    'an image action',
    { command: 'run_container_step', args: { image: 'planted/action:1', ...container }, state },
  ],
  [
    'a Dockerfile action',
    { command: 'run_container_step', args: { dockerfile, ...container }, state },
  ],
  [
    'a Dockerfile action that cannot be read',
    { command: 'run_container_step', args: { dockerfile: '/planted/Dockerfile' }, state },
  ],
  [
    'a cleanup',
    { ...readRequest('cleanup_job'), command: 'cleanup_job', args: {}, state },
    [
      {
        when: ['docker', 'container', 'ls'],
        stdout: 'planted-id planted-name ["service","planted-title"]\n',
      },
    ],
  ],
];

test.each(calls)(
  '%s: no secret, no value, no path and no word of docker in the log',
  async (_what, request, answers = []) => {
    const played = await bench.play(request, { env, answers });
    // All of it was there to be written down.
    expect(JSON.stringify([request, played.calls, played.output])).toContain('planted');
    const [name = '', ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    const lines = readFileSync(join(directory, name), 'utf8').trim().split('\n');
    const last = lines.at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ command: request.command, exitCode: played.exitCode });
    expect(last).not.toContain('planted');
    expect(last).not.toContain(bench.directory);
  },
);

test('a request that cannot be read leaves no line', async () => {
  const before = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  const played = await bench.play('{"command":"prepare_job","args":"planted"', { env });
  expect(played.exitCode).toBe(1);
  const after = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  expect(after).toEqual(before);
});
