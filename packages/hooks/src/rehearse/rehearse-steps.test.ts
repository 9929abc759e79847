import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  type SentRequest,
  outcomes,
  printed,
  rehearse,
  rehearseFiles,
  workflow,
} from '../../test/rehearsal.ts';

test('asks for a script as the runner does', async () => {
  const url = new URL('../../test/requests/run_script_step.json', import.meta.url);
  const sample = JSON.parse(readFileSync(url, 'utf8')) as SentRequest;
  const { calls } = await rehearse(
    `- run: |
    echo /opt/tool/bin >> $GITHUB_PATH
    echo /root/.local/bin >> $GITHUB_PATH
- run: "true"
  shell: bash
  working-directory: sub dir/
  env: { JOB_LEVEL: 1, MULTI: "line1\\nline2" }`,
    { given: { github: new Map([['repository', 'octo/hello']]) } },
  );
  const request = calls[2]?.request;
  expect(Object.keys(request ?? {}).sort()).toEqual(Object.keys(sample).sort());
  const { environmentVariables: sent, ...args } = request?.args ?? {};
  const { environmentVariables: wanted, ...others } = sample.args;
  expect(args).toEqual({
    ...others,
    entryPointArgs: expect.arrayContaining(['-o', expect.stringMatching(/^\/__w\/_temp\/.*\.sh$/)]),
  });
  const same = ['GITHUB_WORKSPACE', 'GITHUB_EVENT_PATH', 'RUNNER_TEMP', 'RUNNER_TOOL_CACHE'];
  for (const name of [...same, 'RUNNER_WORKSPACE', 'JOB_LEVEL', 'MULTI', 'GITHUB_REPOSITORY']) {
    expect([name, (sent as never)[name]]).toEqual([name, (wanted as never)[name]]);
  }
  expect(Object.keys(sent ?? {})).toEqual(expect.arrayContaining(Object.keys(wanted ?? {})));
});

test('carries variables, paths and outputs from step to step', async () => {
  const { log, steps } = await rehearse(
    `- id: one
  run: |
    echo "x=it's" >> $GITHUB_OUTPUT
    printf 'A<<E\\n1\\n2\\nE\\n' >> $GITHUB_ENV
    mkdir bin; printf '#!/bin/sh\\necho tool' > bin/tool; chmod +x bin/tool
    echo "$GITHUB_WORKSPACE/bin" >> $GITHUB_PATH
    echo "::set-output name=old::yes"
    echo '# Fine' >> $GITHUB_STEP_SUMMARY
- run: |
    echo "\${{ steps.one.outputs.x }} \${{ steps.one.outputs.old }} \${{ steps.one.conclusion }}"
    echo "$A" "\${{ env.A }}"
    tool`,
  );
  expect(printed(log)).toEqual(['summary: # Fine', "it's yes success", '1', '2 1', '2', 'tool']);
  expect(steps[1]?.outputs).toEqual({ x: "it's", old: 'yes' });
});

test('layers variables: workflow, job, $GITHUB_ENV, step', async () => {
  const { log } = await rehearse(
    `- run: echo "$A $B $C $D"; echo C=env >> $GITHUB_ENV; echo D=env >> $GITHUB_ENV
- run: echo "$A $B $C $D"
  env: { D: "\${{ env.B }}-step" }`,
    {},
    '    env: { B: job, C: job, D: job }\n    container: app:1\n',
    'env: { A: workflow, B: workflow }\n',
  );
  expect(printed(log)).toEqual(['workflow job job job', 'workflow job env job-step']);
});

test('goes by conditions', async () => {
  const { steps } = await rehearse(
    `- run: "true"
  if: github.ref == 'other'
- run: exit 3
  id: bad
  continue-on-error: true
- run: "true"
  if: steps.bad.outcome == 'failure' && steps.bad.conclusion == 'success'
- run: exit 4
- run: "true"
- run: "true"
  if: failure()
- run: "true"
  if: always() && job.status == 'failure'
- run: "true"
  if: cancelled()`,
  );
  expect(outcomes(steps).slice(1, -1)).toEqual([
    ...['skipped', 'tolerated', 'played', 'failed', 'skipped', 'played', 'played', 'skipped'],
  ]);
  expect(steps[1]?.reason).toBe("its condition is false: success() && (github.ref == 'other')");
  expect(steps[5]?.reason).toBe('an earlier step failed');
});

test('runs scripts in the shell and the folder that are asked for', async () => {
  const files = { 'sub/file': 'in sub\n', 'other/file': 'in other\n' };
  const steps = `- run: cat file; echo "$BASH"
- run: cat file; echo "$BASH_VERSINFO" | tr 0-9 n
  shell: bash
  working-directory: other
- run: only text
  shell: grep -c text {0}`;
  const job = '    container: app:1\n    defaults: { run: { working-directory: ./sub } }\n';
  const { log } = await rehearseFiles({ 'ci.yml': workflow(steps, job), ...files });
  expect(printed(log)).toEqual(['in sub', '', 'in other', 'n', '1']);
});

test('tells what is wrong with a step before it would start', async () => {
  const { steps, calls } = await rehearse(
    `- run: a
  shell: zsh
- run: "\${{ fromJSON('{') }}"
  if: always()`,
  );
  expect(steps[1]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('"zsh"') });
  expect(steps[2]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('fails') });
  expect(calls).toHaveLength(2);
});

test('goes on after whatever failure continue-on-error allows', async () => {
  const { steps, verdict } = await rehearse(
    `- run: a
  shell: zsh
  continue-on-error: true
- run: "\${{ fromJSON('{') }}"
  continue-on-error: \${{ github.ref != 'x' }}
- run: exit 1
  continue-on-error: false`,
  );
  expect(outcomes(steps)).toEqual(['played', 'tolerated', 'tolerated', 'failed', 'played']);
  expect(verdict.text).toContain('"Run exit 1"');
});

test('fails a step whose files are not valid', async () => {
  const { steps } = await rehearse('- run: echo wrong >> $GITHUB_OUTPUT');
  expect(steps[1]).toMatchObject({ outcome: 'failed', reason: "Invalid format 'wrong'." });
});

test('ends a step that takes too long', async () => {
  const { steps } = await rehearse('- run: exec sleep 30\n  timeout-minutes: ${{ 0.01 }}');
  expect(steps[1]).toMatchObject({
    outcome: 'failed',
    reason: 'it took longer than 0.01 minutes',
  });
});
