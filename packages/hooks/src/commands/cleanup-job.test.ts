import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, readRequest } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('cleanup_job');
const listed = 'c1 redis_7_1 ["service","redis"]\nc2 job_app_1 ["job","job"]\n';
const found = [
  { when: ['docker', 'container', 'ls'], stdout: listed },
  { when: ['docker', 'logs'], stdout: ' ready\n' },
  { when: ['docker', 'network', 'ls'], stdout: 'n1 github_network_1\n' },
  { when: ['docker', 'image', 'ls'], stdout: 'sha256:i1 ecr-runner-hooks:1\n' },
];

test('prints the logs of the services and removes everything with the label of the runner', async () => {
  mkdirSync(join(bench.tempDirectory, 'ecr-runner-hooks-stale'));
  const { exitCode, output, calls } = await bench.play(sample, { answers: found });
  expect(exitCode).toBe(0);
  expect(output).toMatch(
    /^::group::Service container logs: redis\n::stop-commands::token\n ready\n\n::token::\n::endgroup::\nRemoved 2 containers, 1 network, 1 image in \d\.\d s\n$/,
  );
  // Looked for at once, but removed when the logs are read.
  const lists = ['container ls', 'image ls', 'network ls'];
  const order = calls.map(outline);
  expect(order.filter((call) => call.endsWith(' ls')).sort()).toEqual(lists);
  expect(order.filter((call) => call === 'logs')).toHaveLength(1);
  expect(order.indexOf('logs')).toBeLessThan(order.indexOf('container rm'));
  expect(order.indexOf('container rm')).toBeLessThan(order.indexOf('network rm'));
  const argv = calls.map((call) => call.argv.join(' '));
  expect(argv).toContain('container rm --force --volumes -- c1 c2');
  expect(argv).toContain('network rm -- n1');
  expect(argv).toContain('image rm --force --no-prune -- sha256:i1');
  expect(bench.leftovers()).toEqual([]);
});

test('what it cannot learn of the containers keeps none of them', async () => {
  const labels = ['role', 'title'].map((name) => `{{json (.Label "ecr-runner-hooks.${name}")}}`);
  const has = `{{.ID}} {{.Names}} [${labels.join(',')}]`;
  const when = ['docker', 'container', 'ls'];
  const fails = { when, has, exitCode: 1, stderr: 'not understood' };
  const { exitCode, output, calls } = await bench.play(sample, { answers: [fails, ...found] });
  expect(exitCode).toBe(0);
  expect(output.match(/^::warning::.*not understood.*$/gm)).toHaveLength(1);
  const argv = calls.map((call) => call.argv.join(' '));
  expect(argv).toContain('container rm --force --volumes -- c1 c2');
});

test('needs no state: everything is found by label', async () => {
  const { exitCode, calls } = await bench.play(
    { ...sample, state: { version: 99 } },
    { answers: found },
  );
  expect(exitCode).toBe(0);
  expect(calls.map(outline)).toContain('container rm');
});

test.each([
  ['docker fails', { answers: [{ when: ['docker'], exitCode: 1, stderr: 'disk full' }] }],
  ['docker is missing', { env: { PATH: '/nowhere' } }],
  ['a setting is missing', { env: { RUNNER_NAME: '' } }],
])('never turns a green job red when %s', async (_what, options) => {
  const { exitCode, output } = await bench.play(sample, options);
  expect(exitCode).toBe(0);
  expect(output).toContain('::warning::');
  expect(output).not.toContain('::error::');
});

test('takes it for done when somebody else was faster', async () => {
  const gone = [
    { when: ['docker', 'container', 'rm'], exitCode: 1, stderr: 'Error: No such container: c1' },
    {
      when: ['docker', 'network', 'rm'],
      exitCode: 1,
      stderr: 'a prune operation is already running',
    },
  ];
  const { output } = await bench.play(sample, { answers: [...gone, ...found] });
  expect(output).not.toContain('::warning::');
});
