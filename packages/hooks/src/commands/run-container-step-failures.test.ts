/** What a container action says when docker fails it half-way. */
import { afterAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, readRequest } from '../../test/support.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('run_container_step.image');

const broken = { when: ['docker', 'run'], exitCode: 1 };
const inspect = ['docker', 'container', 'inspect'];
const gone = { when: inspect, exitCode: 1, stderr: 'Error: No such container: x' };
const unreachable = 'Cannot connect to the Docker daemon at tcp://x. Is the docker daemon running?';
const errors = (output: string) => output.split('\n').filter((line) => line.startsWith('::error'));

test('a program that ends with 1 is nothing to explain', async () => {
  const { exitCode, output } = await bench.play(sample, { answers: [broken, gone] });
  expect(exitCode).toBe(1);
  expect(errors(output)).toEqual([]);
});

test('a container that docker has lost is said and removed', async () => {
  const { exitCode, output, calls } = await bench.play(sample, { answers: [broken] });
  expect(exitCode).toBe(1);
  expect(errors(output)).toEqual([
    '::error::docker has lost the container of alpine:3.20; its own message stands above. Check whether the daemon was restarted.',
  ]);
  const [, run, , remove] = calls.map(({ argv }) => argv);
  expect(remove).toEqual([
    ...['container', 'rm', '--force', '--volumes', '--'],
    run?.[run.indexOf('--name') + 1],
  ]);
});

test('a daemon that is gone is said', async () => {
  const answers = [broken, { when: inspect, exitCode: 1, stderr: unreachable }];
  const { exitCode, output } = await bench.play(sample, { answers });
  expect(exitCode).toBe(1);
  expect(errors(output)).toEqual([
    expect.stringContaining(`docker container inspect failed: ${unreachable} Check that dockerd`),
  ]);
});

test.each([0, 42])('an image that stays does not change exit code %i of its step', async (code) => {
  const dockerfile = join(bench.directory, '_work/Dockerfile');
  writeFileSync(dockerfile, 'FROM scratch\n');
  const request = { command: 'run_container_step', args: { dockerfile }, state: null };
  const answers = [
    { when: ['docker', 'run'], exitCode: code },
    { when: ['docker', 'image', 'rm'], exitCode: 1, stderr: unreachable },
  ];
  const { exitCode, output } = await bench.play(request, { answers });
  expect(exitCode).toBe(code);
  expect(errors(output)).toEqual([]);
  expect(output).toContain(
    `::warning::Cleanup is not complete: docker image rm failed: ${unreachable}\n`,
  );
});
