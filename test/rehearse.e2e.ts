/** `hooks rehearse`: jobs of workflow files, played with real docker through the built hook. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { askService } from './support/ask-service.ts';
import type { Environment } from './support/environment.ts';
import { projectFolder } from './support/project.ts';
import {
  cache,
  createRehearsal,
  image,
  printed,
  startRehearsing,
  type RehearsalReport,
} from './support/rehearsal.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startRehearsing();
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const wholeJob = `on: push
env:
  GREETING: it's "me"
jobs:
  build:
    runs-on: self-hosted
    container:
      image: ${image}
      env: { BRANCH: "\${{ github.ref_name }}" }
    services:
      cache:
        image: ${cache}
        ports: [6379]
    steps:
      - uses: actions/checkout@v4
      - id: first
        run: |
          echo "port \${{ job.services.cache.ports['6379'] }}, branch $BRANCH"
          echo "said=$GREETING" >> $GITHUB_OUTPUT
          echo "NEXT=yes" >> $GITHUB_ENV
          cat notes.txt; echo more >> notes.txt
          ${askService('cache')} > /dev/null
      - run: echo "\${{ steps.first.outputs.said }} $NEXT"; cat notes.txt
      - run: nc cache 6379
      - uses: docker://${image}
        with: { entrypoint: /bin/sh, args: -c "cat notes.txt; nc cache 6379" }
      - uses: ./action
        with: { who: "\${{ env.NEXT }}" }
`;

const files = {
  'ci.yml': wholeJob,
  'notes.txt': 'from the clone\n',
  'action/action.yml': `name: Greet
description: greets
inputs: { who: { required: true } }
runs: { using: docker, image: Dockerfile, args: ["hello \${{ inputs.who }}"] }
`,
  'action/Dockerfile': `FROM ${image}\nENTRYPOINT ["echo"]\n`,
};

test('plays container, services, scripts and docker actions of a job', async () => {
  const rehearsal = createRehearsal(environment, files);
  const { exitCode, stdout, stderr } = await rehearsal.run();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = printed(stdout);
  expect(lines).toContainEqual(expect.stringMatching(/^port \d+, branch main$/));
  // The quotes of the value are the shell's, as the expression is filled in before it reads the line.
  expect(lines).toContain(`it's me yes`);
  expect(lines.filter((line) => line === 'PONG')).toHaveLength(2);
  expect(lines.filter((line) => line === 'from the clone')).toHaveLength(3);
  expect(lines).toContain('hello yes');
  expect(stdout).toMatch(/The job would work with this hook on this machine, as far as it was/);
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test('changes nothing in the clone', async () => {
  const rehearsal = createRehearsal(environment, files);
  await rehearsal.run();
  expect(readFileSync(join(rehearsal.folder, 'notes.txt'), 'utf8')).toBe('from the clone\n');
  expect(readdirSync(rehearsal.folder).sort()).toEqual(['action', 'ci.yml', 'notes.txt']);
});

test('lists what it does not play, and where it stands', async () => {
  const { stdout } = await createRehearsal(environment, files).run(['--json']);
  const report = JSON.parse(stdout) as RehearsalReport;
  expect(report.verdict.works).toBe(true);
  expect(report.unsupported).toEqual([
    { what: 'runs-on', line: 6, why: expect.any(String) },
    {
      what: 'actions/checkout@v4',
      line: 15,
      why: expect.stringContaining('copy of the workspace'),
    },
  ]);
  const outcomes = report.steps.map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['played', 'not played', ...Array<string>(6).fill('played')]);
});

const withSecret = {
  'ci.yml': `on: push
jobs:
  build:
    runs-on: x
    container: ${image}
    steps: [{ run: 'echo "token $TOKEN"', env: { TOKEN: "\${{ secrets.DEPLOY_TOKEN }}" } }]
`,
};

test('a secret comes from the environment, reaches its step, and is never shown', async () => {
  const rehearsal = createRehearsal(environment, withSecret);
  const env = { DEPLOY_TOKEN: 'planted-b94f' };
  const { exitCode, stdout, stderr } = await rehearsal.run(['--secret=DEPLOY_TOKEN'], env);
  expect(exitCode).toBe(0);
  expect(printed(stdout)).toContain('token ***');
  expect(stdout + stderr).not.toContain('planted');
});

test('what it cannot know is left out, with the option that tells it', async () => {
  const { stdout } = await createRehearsal(environment, withSecret).run();
  expect(unfolded(stdout)).toContain(
    `secrets.DEPLOY_TOKEN is not known, as GitHub keeps it; --secret DEPLOY_TOKEN tells it`,
  );
  expect(stdout).toContain('Once more with:\n  --secret DEPLOY_TOKEN\n');
});

test('the page shows what it prints', async () => {
  const page = readFileSync(join(projectFolder(), 'docs/rehearse.md'), 'utf8');
  const [, workflow = '', shown = ''] = /```yaml\n(.*?)```.*?```text\n(.*?)```/s.exec(page) ?? [];
  const rehearsal = createRehearsal(environment, { 'ci.yml': workflow });
  const { stdout } = await rehearsal.run();
  const asShown = stdout
    .replaceAll(join(rehearsal.folder, 'ci.yml'), '.github/workflows/ci.yml')
    .replaceAll(rehearsal.folder, '/home/me/app')
    .replace(join(projectFolder(), 'packages/hooks/dist'), '/opt/ecr-runner-hooks')
    .replace('  ci.yml\n', '');
  const lines = (text: string) =>
    unfolded(text)
      .replaceAll(/\d+\.\d s/g, 'n s')
      .split('\n')
      .filter(notImages);
  expect(lines(asShown)).toEqual(lines(shown));
});

/** Where an entry of a list is broken depends on the length of paths. */
const unfolded = (text: string) => text.replaceAll(/\n {4,}(?=\S)/g, ' ');

/** Whether an image was on the machine already is for the tests before to say. */
const notImages = (line: string) => !/^ {2}(Pulled|\S+ is up to date)/.test(line);

test('a plan needs no docker', async () => {
  const { exitCode, stdout, stderr } = await createRehearsal(environment, files).run(['--plan'], {
    PATH: '/nowhere',
    DOCKER_HOST: 'unix:///nowhere.sock',
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('· planned     Run nc cache 6379\n');
  expect(stdout).toContain('This is what would be played.\n');
});
