/** `hooks rehearse` with real docker, when steps, machine and people work against it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Environment } from './support/environment.ts';
import {
  createRehearsal,
  verdictOf,
  image,
  printed,
  startRehearsing,
} from './support/rehearsal.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startRehearsing();
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const jobWith = (steps: string) => `on: push
jobs:
  build:
    runs-on: x
    container: ${image}
    steps:
${steps}`;

test('a step that empties the folder for temporary files leaves nothing behind', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': jobWith(`      - run: rm -rf "$RUNNER_TEMP"/* /github/home/*
      - run: echo "still here"
`),
  });
  const { exitCode, stdout } = await rehearsal.run();
  expect({ exitCode, lines: printed(stdout) }).toEqual({
    exitCode: 0,
    lines: expect.arrayContaining(['still here']),
  });
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test('what a step puts into the environment reaches neither hook nor docker', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': jobWith(`      - run: |
          mkdir bin; printf '#!/bin/sh\\necho hijacked >&2; exit 1\\n' > bin/docker; chmod +x bin/docker
          echo "\${{ github.workspace }}/bin" >> "$GITHUB_PATH"
          for name in LD_PRELOAD DOCKER_HOST HOOK_PULL_POLICY HOOK_DOCKER_CONFIG; do
            echo "$name=/nowhere" >> "$GITHUB_ENV"
          done
      - run: echo "host $DOCKER_HOST"
      - uses: docker://${image}
        with: { entrypoint: /bin/sh, args: -c "echo action" }
`),
  });
  const { exitCode, stdout } = await rehearsal.run();
  expect(printed(stdout)).toEqual(expect.arrayContaining(['host /nowhere', 'action']));
  expect(stdout).not.toContain('hijacked\n');
  expect(exitCode).toBe(0);
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test('a line of 100 MB is cut, and the lines around it are there', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': jobWith(`      - run: |
          echo before; yes '##[::' | tr -d '\\n' | head -c 100000000; echo; echo after
          yes line | head -n 20000
`),
  });
  const { exitCode, stdout } = await rehearsal.run();
  expect(exitCode).toBe(0);
  const lines = printed(stdout);
  expect(lines).toEqual(expect.arrayContaining(['before', 'after']));
  expect(lines.filter((line) => line === 'line')).toHaveLength(20_000);
  expect(lines.find((line) => line.endsWith('(cut)'))?.length).toBeLessThan(70_000);
});

test.each([
  ['docker is not there', { PATH: '/nowhere' }, /docker/],
  ['no daemon answers', { DOCKER_HOST: 'unix:///nowhere.sock' }, /daemon|docker/i],
])('says that %s', async (_what, env, sentence) => {
  const rehearsal = createRehearsal(environment, { 'ci.yml': jobWith('      - run: a\n') });
  const { exitCode, stdout, stderr } = await rehearsal.run([], env);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  const verdict = verdictOf(stdout);
  expect(verdict).toMatch(/^The job fails at "Initialize containers": /);
  expect(verdict).toMatch(sentence);
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test('an interrupt while images and containers are prepared leaves nothing behind', async () => {
  const rehearsal = createRehearsal(environment, { 'ci.yml': jobWith('      - run: a\n') });
  const running = rehearsal.start();
  await running.saying('● Initialize containers\n');
  await running.interrupt();
  const { exitCode, stdout } = await running.finished;
  expect(exitCode).toBe(1);
  expect(stdout).toContain('The rehearsal was interrupted.');
  expect(await rehearsal.leftBehind()).toEqual([]);
});

test('a folder for temporary files that is not there is a sentence', async () => {
  const rehearsal = createRehearsal(environment, { 'ci.yml': jobWith('      - run: a\n') });
  const { exitCode, stdout, stderr } = await rehearsal.run([], { TMPDIR: '/nowhere' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(
    /^hooks: There is no folder for temporary files: ENOENT[^\n]* TMPDIR[^\n]*\n$/,
  );
});

test('a full disk is a sentence', async () => {
  const rehearsal = createRehearsal(environment, {
    'ci.yml': jobWith('      - run: a\n'),
    'large.bin': 'x'.repeat(3_000_000),
  });
  const mount = ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', rehearsal.temporary];
  const mounted = await environment.run(mount, { env: { PATH: environment.path } });
  expect(mounted.exitCode).toBe(0);
  const { exitCode, stdout, stderr } = await rehearsal.run();
  expect({ exitCode, stdout: stdout.includes('● ') }).toEqual({ exitCode: 1, stdout: false });
  expect(stderr).toMatch(/^hooks: The (folders|workspace) [^\n]*ENOSPC[^\n]*\n$/);
});
