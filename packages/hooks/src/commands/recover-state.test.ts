import { afterAll, expect, test } from '@jest/globals';
import { createBench, inspected, readRequest } from '../../test/support.ts';
import { outline } from '../../test/calls.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});
const id = 'd'.repeat(64);
const job = 'label=ecr-runner-hooks.role=job';
const answers = [
  { when: ['docker', 'container', 'ls'], has: job, stdout: `${id} build_app_1\n` },
  {
    when: ['docker', 'container', 'ls'],
    stdout: `${'e'.repeat(64)} redis_7_1 ["service","redis"]\n`,
  },
  { when: ['docker', 'network', 'ls'], stdout: 'n1 github_network_1\n' },
];

/** As text: an object cannot hold all of these. */
const request = (name: string, state: string) => {
  const responseFile = '/dev/null';
  const text = JSON.stringify({ ...readRequest(name), responseFile, state: 'STATE' });
  return text.replace('"STATE"', () => state);
};
const states = [
  ['an unknown version', '{"version":99}'],
  ['an unknown version in the shape of today', '{"version":99,"network":"x","container":"evil"}'],
  ['another shape', '{"version":2,"job":{"container":"evil","mounts":[]}}'],
  ['an array', '["evil"]'],
  ['a text', '"evil"'],
  ['a number', '7'],
  ['a container that is none', '{"version":1,"container":{"id":"evil"}}'],
  ['services without names', '{"version":1,"services":[null]}'],
  ['a state a thousand levels deep', `${'{"version":'.repeat(1000)}1${'}'.repeat(1000)}`],
  ['keys of a prototype', '{"version":99,"__proto__":{"version":1,"container":"evil"}}'],
] as const;

test.each(states)('with %s, a script step finds its container by label', async (_what, state) => {
  const played = await bench.play(request('run_script_step', state), { answers });
  expect(played).toMatchObject({ exitCode: 0, output: '' });
  const exec = played.calls.find(({ argv }) => argv[0] === 'exec');
  expect(exec?.argv[exec.argv.indexOf('--') + 1]).toBe(id);
  const lists = played.calls.filter((call) => /^(container|network) ls$/.test(outline(call)));
  for (const { argv } of lists) {
    expect(argv).toContainEqual(
      expect.stringMatching(/^label=ecr-runner-hooks\.runner=runner-1:\//),
    );
  }
});

test.each(states)('with %s, a container step finds the network by label', async (_what, state) => {
  const played = await bench.play(request('run_container_step.image', state), { answers });
  expect(played.exitCode).toBe(0);
  const run = played.calls.find(({ argv }) => argv[0] === 'run')?.argv ?? [];
  expect(run[run.indexOf('--network') + 1]).toBe('github_network_1');
});

test.each(states)('with %s, cleanup removes by label', async (_what, state) => {
  const played = await bench.play(request('cleanup_job', state), { answers });
  expect(played.exitCode).toBe(0);
  expect(played.output).not.toMatch(/::(warning|error)::/);
  const removed = played.calls
    .filter(({ argv }) => argv[1] === 'rm')
    .map(({ argv }) => argv.at(-1));
  expect(removed).toEqual(['e'.repeat(64), 'n1']);
});

test('finds the PATH of the image that $GITHUB_PATH goes in front of, too', async () => {
  const stdout = inspected({ Id: id, Config: { Env: ['PATH=/usr/local/go/bin:/bin'] } });
  const more = [{ when: ['docker', 'container', 'inspect'], stdout }];
  const { calls } = await bench.play(request('run_script_step', '{"version":99}'), {
    answers: [...more, ...answers],
  });
  const exec = calls.find(({ argv }) => argv[0] === 'exec');
  expect(exec?.envFile).toContain('PATH=/root/.local/bin:/opt/tool/bin:/usr/local/go/bin:/bin');
});

test('uses the network that the administrator names', async () => {
  const { calls } = await bench.play(request('run_container_step.image', '{"version":99}'), {
    answers: answers.slice(0, 2),
    env: { ACTIONS_RUNNER_NETWORK_DRIVER: 'ci' },
  });
  const run = calls.find(({ argv }) => argv[0] === 'run')?.argv ?? [];
  expect(run[run.indexOf('--network') + 1]).toBe('ci');
});

test('says so when no container has the label', async () => {
  const { exitCode, output } = await bench.play(request('run_script_step', '{"version":99}'));
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^::error::The job container of this job was never started\. .*\n$/);
});
