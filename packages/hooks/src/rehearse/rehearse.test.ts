import { expect, test } from '@jest/globals';
import { outcomes, printed, rehearse, rehearseFiles, workflow } from '../../test/rehearsal.ts';

test('plays a job from its containers to its cleanup', async () => {
  const { calls, steps, verdict, leftovers } = await rehearse('- run: echo a\n- run: echo b');
  expect(calls.map(({ request }) => request.command)).toEqual([
    ...['prepare_job', 'run_script_step', 'run_script_step', 'cleanup_job'],
  ]);
  expect(calls.map(({ request }) => request.state)).toEqual([
    ...[null, { made: 'by prepare' }, { made: 'by prepare' }, { made: 'by prepare' }],
  ]);
  expect(steps.map(({ title, outcome }) => [title, outcome])).toEqual([
    ['Initialize containers', 'played'],
    ['Run echo a', 'played'],
    ['Run echo b', 'played'],
    ['Stop containers', 'played'],
  ]);
  expect(verdict.works).toBe(true);
  expect(leftovers).toEqual([]);
});

test("runs the hook with the runner's variables and none of the workflow's", async () => {
  const { calls } = await rehearse(
    '- run: "true"',
    {
      env: { AWS_REGION: 'r', GITHUB_TOKEN: 'of another job' },
      envFile: new Map([['HOOK_PULL_POLICY', 'never']]),
    },
    '    env: { OWN: 1 }\n    container: app:1\n',
  );
  for (const { env } of calls) {
    expect(env).toMatchObject({ AWS_REGION: 'r', HOOK_PULL_POLICY: 'never', GITHUB_JOB: 'build' });
    expect(env['RUNNER_NAME']).toMatch(/^rehearsal-/);
    expect(env['RUNNER_TRACKING_ID']).toMatch(/^github_/);
    expect(env).not.toHaveProperty('OWN');
    expect(env).not.toHaveProperty('GITHUB_TOKEN');
  }
});

test('judges by the first step that failed', async () => {
  const { verdict } = await rehearse('- run: exit 3\n- run: exit 4\n  if: always()');
  expect(verdict).toEqual({ works: false, text: 'The job fails at "Run exit 3": exit code 3.' });
});

test('cleans up when the containers do not start, and plays no step', async () => {
  const { calls, steps, verdict } = await rehearse('- run: "true"\n- run: a\n  if: always()', {
    env: { FAKE_HOOK_FAILS: 'prepare_job' },
  });
  expect(calls.map(({ request }) => request.command)).toEqual(['prepare_job', 'cleanup_job']);
  expect(outcomes(steps)).toEqual(['failed', 'skipped', 'skipped', 'played']);
  expect(verdict.text).toBe(
    'The job fails at "Initialize containers": The fake hook fails, as it was told.',
  );
});

test('refuses an answer that a runner refuses', async () => {
  const { steps } = await rehearse('- run: "true"', { env: { FAKE_HOOK_ANSWER: '{}' } });
  expect(steps[0]).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('isAlpine is missing'),
  });
});

test('says when the cleanup fails', async () => {
  const { verdict } = await rehearse('- run: "true"', { env: { FAKE_HOOK_FAILS: 'cleanup_job' } });
  expect(verdict.text).toBe('The job fails at "Stop containers": exit code 1.');
});

test('cleans up when it is interrupted', async () => {
  const { calls, steps, verdict, leftovers } = await rehearse(
    '- run: echo ready; exec sleep 30\n- run: "true"\n  if: always()',
    { onLine: (line, interrupt) => line === '  ready' && interrupt() },
  );
  expect(calls.map(({ request }) => request.command)).toEqual([
    ...['prepare_job', 'run_script_step', 'cleanup_job'],
  ]);
  expect(steps.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['played', undefined],
    ['failed', 'interrupted'],
    ['skipped', 'interrupted'],
    ['played', undefined],
  ]);
  expect(verdict).toEqual({ works: false, text: 'The rehearsal was interrupted.' });
  expect(leftovers).toEqual([]);
});

test('shows no secret, and gives it to no environment but that of its step', async () => {
  const { log, calls, steps, ...report } = await rehearse(
    `- run: |
    echo "$A" "\${{ secrets.TOKEN }}" \${{ env.A }}
    echo "out=$A" >> $GITHUB_OUTPUT
  env: { A: "\${{ secrets.TOKEN }}" }
- run: "true"`,
    { given: { secrets: new Map([['TOKEN', 's3cr3t']]) }, env: { TOKEN: 's3cr3t' } },
  );
  expect(printed(log)).toEqual(['*** *** ***']);
  expect(steps[1]?.outputs).toEqual({ out: '***' });
  expect(JSON.stringify([log, steps, report])).not.toContain('s3cr3t');
  expect(JSON.stringify(calls.map(({ env }) => env))).not.toContain('s3cr3t');
  expect(JSON.stringify(calls[2])).not.toContain('s3cr3t');
  expect(calls[1]?.request.args).toMatchObject({ environmentVariables: { A: 's3cr3t' } });
});

test('copies the workspace', async () => {
  const { log } = await rehearseFiles({
    'ci.yml': workflow('- run: cat sub/file; echo changed > sub/file\n- run: cat sub/file'),
    'sub/file': 'original\n',
  });
  expect(printed(log)).toEqual(['original', 'changed']);
});

test('keeps its folders when asked, for nobody else', async () => {
  const step = '- run: stat -c %a "$(dirname "$(dirname "$RUNNER_TEMP")")"';
  const { kept, leftovers, log } = await rehearse(step, { keep: true });
  expect(printed(log)).toEqual(['700']);
  expect(leftovers).toEqual([kept?.split('/').at(-1)]);
});

test('wants to know which job', async () => {
  const text = `${workflow('- run: a')}  test:\n    runs-on: x\n    steps: [{ run: a }]\n`;
  await expect(rehearseFiles({ 'ci.yml': text })).rejects.toMatchObject({
    message: expect.stringContaining('has several jobs.'),
    hint: 'Choose one with --job: build, test.',
  });
  await expect(rehearseFiles({ 'ci.yml': text }, { job: 'tset' })).rejects.toMatchObject({
    hint: 'It has build, test.',
  });
});
