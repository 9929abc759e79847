/** Steps that work against the rehearsal, knowingly or not. */
import { expect, test } from '@jest/globals';
import { outcomes, printed, rehearse, rehearseFiles, workflow } from '../../test/rehearsal.ts';

test('cleans up after a step that leaves no folder for temporary files', async () => {
  const { calls, steps, verdict, leftovers } = await rehearse(
    '- run: rm -rf "$RUNNER_TEMP" && touch "$RUNNER_TEMP"\n- run: "true"',
  );
  expect(outcomes(steps)).toEqual(['played', 'failed', 'skipped', 'played']);
  expect(calls.at(-1)?.request.command).toBe('cleanup_job');
  expect(verdict.text).toMatch(/ENOTDIR/);
  expect(leftovers).toEqual([]);
});

test('goes on after a step that removes what is in the folder for temporary files', async () => {
  const { calls, steps } = await rehearse('- run: rm -rf "$RUNNER_TEMP"/*\n- run: "true"');
  expect(outcomes(steps)).toEqual(['played', 'played', 'played', 'played']);
  expect(calls.at(-1)?.request.command).toBe('cleanup_job');
});

test('keeps its own words when a step masks them', async () => {
  const { steps, verdict } = await rehearse(
    `- run: |
    for word in played failed script title e; do echo "::add-mask::$word"; done
    echo "e=e" >> $GITHUB_OUTPUT
- run: exit 3`,
  );
  expect(outcomes(steps)).toEqual(['played', 'played', 'failed', 'played']);
  expect(steps[1]).toMatchObject({ kind: 'script', outputs: { '***': '***' } });
  expect(verdict.works).toBe(false);
});

test.each(['constructor', '__proto__', 'toString'])('takes %s for no shell', async (shell) => {
  const { steps } = await rehearse(`- run: "true"\n  shell: ${shell}`);
  expect(steps[1]).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining(`The shell "${shell}" is not valid.`),
  });
});

test.each(['1.23456789', '-1', '1e9', '0', '1e-7'])(
  'plays a step with timeout-minutes %s',
  async (minutes) => {
    const { steps } = await rehearse(`- run: "true"\n  timeout-minutes: ${minutes}`);
    expect(steps[1]?.outcome).toBe(minutes === '1e-7' ? 'failed' : 'played');
  },
);

test('takes names that every object has as any other', async () => {
  const { log } = await rehearse(
    `- id: constructor
  run: echo "toString=$constructor" >> $GITHUB_OUTPUT
  env: { constructor: one, __proto__: two }
- run: echo "\${{ steps.constructor.outputs.toString }} \${{ matrix.constructor }} \${{ matrix.toString }}"`,
    {},
    '    strategy: { matrix: { constructor: [first], toString: [second] } }\n    container: a\n',
  );
  expect(printed(log)).toEqual(['one first second']);
});

test('gives a docker action all its inputs, also those that nobody fills in', async () => {
  const action = `name: a
description: b
inputs: { given: { required: false }, missing: { required: true } }
runs: { using: docker, image: "docker://alpine:3" }
`;
  const { calls } = await rehearseFiles({
    'ci.yml': workflow('- uses: ./action\n  with: { given: x }'),
    'action/action.yml': action,
  });
  expect(calls[1]?.request.args['environmentVariables']).toMatchObject({
    INPUT_GIVEN: 'x',
    INPUT_MISSING: '',
  });
});

test('says where it has no place for its folders', async () => {
  await expect(rehearse('- run: a', { temporary: '/proc/nowhere' })).rejects.toMatchObject({
    message: expect.stringMatching(/^The folders of the rehearsal cannot be made: ENOENT/),
    hint: expect.stringContaining('TMPDIR'),
  });
});
