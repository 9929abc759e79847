import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEnvironment, type Environment, type ImageSpec } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr } from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';

const image = (name: string) => `${ecr}/${name}:1`;
const release = '/etc/os-release';
const noShell = { busybox: false, programs: ['/usr/bin/tail'] };
const tool = (text: string) => `#!/bin/sh\necho ${text}\n`;

/** Images by name, and whether JavaScript actions in them take the musl node on x64. */
const releases: readonly (readonly [string, boolean, ImageSpec])[] = [
  ['id-like', true, { files: { [release]: 'ID=wolfi\nID_LIKE="chimera alpine"\n' } }],
  ['mentioned', false, { files: { [release]: 'ID=x\nNAME="not alpine"\nHOME_URL=alpine\n' } }],
  [
    'link',
    true,
    {
      files: { [release]: null, '/usr/lib/os-release': 'ID=alpine\n' },
      links: { [release]: '../usr/lib/os-release' },
    },
  ],
  ['alpine-without-shell', true, { ...noShell, files: { [release]: 'ID=alpine\n' } }],
  ['no-shell-no-file', false, { ...noShell, files: { [release]: null } }],
];

const oddPath = '/opt/a=b c/bin:/usr/bin';
const paths: Readonly<Record<string, ImageSpec>> = {
  'odd-path': { env: { PATH: oddPath }, files: { '/opt/a=b c/bin/tool': tool('from the image') } },
  'no-path': { env: { PATH: null }, files: { '/usr/local/bin/tool': tool('from the image') } },
};

let environment: Environment;
let env: Record<string, string>;
beforeAll(async () => {
  environment = await startEnvironment();
  env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  const specs = [...releases.map(([name, , spec]) => [name, spec] as const)];
  for (const [name, spec] of [...specs, ...Object.entries(paths)]) {
    await environment.seedImage([image(name)], spec);
  }
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

async function startJob(name: string): Promise<Runner> {
  const runner = createRunner(environment, { env });
  const call = await runner.prepareJob({ container: { image: image(name) } });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  return runner;
}

test.each(releases)('an image with the os-release of %s is Alpine: %s', async (name, answer) => {
  const runner = await startJob(name);
  expect(runner.job.isAlpine).toBe(answer && process.arch === 'x64');
  await runner.cleanupJob();
});

describe.each([
  ['odd-path', oddPath],
  ['no-path', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
])('in an image with %s', (name, imagePath) => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await startJob(name);
  });
  afterAll(() => runner.cleanupJob().then(() => undefined));

  test('programs of the image are found', async () => {
    const call = await runner.runScript('tool; echo "$PATH"');
    expect(call).toMatchObject({ exitCode: 0, lines: ['from the image', imagePath] });
  });

  test('$GITHUB_PATH goes in front, and the rest stays', async () => {
    await runner.runScript('echo "/opt/one two" >> "$GITHUB_PATH"; echo /opt/x >> "$GITHUB_PATH"');
    const call = await runner.runScript('tool; echo "$PATH"');
    const path = `/opt/x:/opt/one two:${imagePath}`;
    expect(call).toMatchObject({ exitCode: 0, lines: ['from the image', path] });
  });

  test("a step's own PATH takes the place of the image's", async () => {
    const call = await runner.runScript('echo "$PATH"', { env: { PATH: '/own:/usr/bin' } });
    expect(call).toMatchObject({ exitCode: 0, lines: ['/opt/x:/opt/one two:/own:/usr/bin'] });
  });
});
