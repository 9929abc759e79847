import { afterAll, expect, test } from '@jest/globals';
import { createBench, inspected, readRequest } from '../../test/support.ts';
import { outline, type Call } from '../../test/calls.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const sample = readRequest('prepare_job');
const service = (changes: object) => ({ image: 'redis:7', ...changes });
const request = (args: object) => ({ command: 'prepare_job', args, state: null });

test('takes a half-made job down again and says why in one line', async () => {
  const id = 'a'.repeat(64);
  const made = {
    when: ['docker', 'create'],
    has: 'ghcr.io/octo/build:1',
    stdout: `${id}\n`,
  };
  const failing = {
    when: ['docker', 'start'],
    has: id,
    exitCode: 1,
    stderr: 'Error response from daemon: port is already allocated',
  };
  const played = await bench.play(sample, { answers: [made, failing] });
  expect(played.exitCode).toBe(1);
  expect(played.output.match(/^::error::.*$/gm)).toEqual([
    '::error::docker start of ghcr.io/octo/build:1 failed: port is already allocated. Check `options`, `ports` and `volumes` of the container in the workflow, and its image.',
  ]);
  expect(played.response).toBeUndefined();
  const afterFailure = played.calls.slice(lastIndex(played.calls, 'start') + 1).map(outline);
  expect(afterFailure).toContain('container ls');
  expect(bench.leftovers()).toEqual([]);
});

test('makes containers while the network is being made, and starts none without it', async () => {
  const slow = { when: ['docker', 'network', 'create'], delayMs: 2000, exitCode: 1, stderr: 'no' };
  const { exitCode, calls } = await bench.play(sample, { answers: [slow] });
  expect(exitCode).toBe(1);
  const made = calls.slice(0, lastIndex(calls, 'container ls')).map(outline);
  expect(made.filter((call) => /^(create|cp|start)/.test(call)).sort()).toEqual([
    'cp',
    'create ghcr.io/octo/build:1',
    'create postgres:16',
    'create registry.example.com:5000/team/redis:7',
  ]);
});

test('shows what an unhealthy service wrote, without obeying it', async () => {
  const Health = { Status: 'unhealthy', Log: [{ ExitCode: 1, Output: 'no' }] };
  const stdout = inspected({ State: { Running: true, ExitCode: 0, Health } });
  const answers = [{ when: ['docker', 'container', 'inspect'], stdout }];
  const { exitCode, output, calls } = await bench.play(request({ services: [service({})] }), {
    answers,
  });
  expect(exitCode).toBe(1);
  expect(output).toContain('::group::Service container logs: redis\n::stop-commands::token\n');
  expect(output).toContain(
    '::error::Service redis is unhealthy: the last probe exited with code 1.',
  );
  expect(calls.map(outline)).toContain('logs');
});

test('warns of a service without health check that has ended', async () => {
  const stdout = inspected({ State: { Running: false, ExitCode: 3, OOMKilled: true } });
  const answers = [{ when: ['docker', 'container', 'inspect'], stdout }];
  const { exitCode, output } = await bench.play(request({ services: [service({})] }), { answers });
  expect(exitCode).toBe(0);
  expect(output).toContain('::warning::Service redis exited with code 3 (out of memory).');
});

function lastIndex(calls: Call[], text: string): number {
  return calls.map(outline).lastIndexOf(text);
}
