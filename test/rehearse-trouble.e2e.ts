/** `hooks rehearse` when something goes wrong: in a step, at the keyboard, in a call. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import type { Environment } from './support/environment.ts';
import {
  cache,
  createRehearsal,
  image,
  printed,
  startRehearsing,
  verdictOf,
} from './support/rehearsal.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startRehearsing();
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const job = `on: push
jobs:
  build:
    runs-on: x
    container: ${image}
    steps: [{ run: "true" }]
`;

test('the images come by the identity of the runner whose .env file it is given', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': `on: push
jobs: { build: { runs-on: x, container: "${image}", steps: [{ run: "true" }] } }
`,
  });
  const envFile = rehearsal.write('runner.env', 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n');
  const { exitCode, stdout } = await rehearsal.run([`--runner-env=${envFile}`]);
  expect(exitCode).toBe(1);
  expect(verdictOf(stdout)).toMatch(/^The job fails at "Initialize containers": .*AWS/);
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test('a step that fails is the verdict, and the later ones are skipped', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': `on: push
jobs:
  build:
    runs-on: x
    container: ${image}
    steps:
      - run: exit 3
      - run: echo never
      - run: echo looked after
        if: failure()
`,
  });
  const { exitCode, stdout } = await rehearsal.run();
  expect(exitCode).toBe(1);
  expect(printed(stdout)).toContain('looked after');
  expect(printed(stdout)).not.toContain('never');
  expect(verdictOf(stdout)).toBe('The job fails at "Run exit 3": exit code 3.');
});

test('an interrupt ends the step and takes everything away', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': `on: push
jobs:
  build:
    runs-on: x
    container: ${image}
    services: { cache: { image: "${cache}" } }
    steps: [{ run: echo begun; sleep 300 }]
`,
  });
  const running = rehearsal.start();
  await running.saying('  begun\n');
  await running.interrupt();
  const { exitCode, stdout, stderr } = await running.finished;
  expect(exitCode).toBe(1);
  expect(stderr).toBe('hooks: Interrupted: cleaning up.\n');
  expect(stdout).toContain('The rehearsal was interrupted.');
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test.each([
  ['an empty workflow', 'on: push\njobs: {}\n', [], /ci\.yml:2:7: .* at least one job/],
  ['a misspelt key', 'on: push\njobs:\n  b:\n    runs-on: x\n    step: []\n', [], /ci\.yml:5:5: /],
  ['broken YAML', 'on: [', [], /ci\.yml:1:/],
  ['another job', job, ['--job=test'], /"test".* It has build\./],
  ['a secret without a value', job, ['--secret=NONE'], /no environment variable NONE\./],
  ['a secret with one', job, ['--secret=A=planted'], /--secret A has a value on the command/],
  ['another hook', job, ['--hook=/nowhere/index.js'], /no hook \/nowhere\/index\.js\./],
  ['another .env file', job, ['--runner-env=/nowhere'], /--runner-env cannot be read: ENOENT/],
])('refuses %s in a sentence', async (_what, workflow, args, sentence) => {
  const rehearsal = createRehearsal(environment, { 'ci.yml': workflow });
  const { exitCode, stdout, stderr } = await rehearsal.run(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^(hooks: [^\n]*\n)+$/);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toContain('planted');
  expect(readdirSync(rehearsal.temporary)).toEqual([]);
});
