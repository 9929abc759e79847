import { expect, test } from '@jest/globals';
import { outcomes, printed, rehearse, rehearseFiles } from '../../test/rehearsal.ts';

test('leaves out what it does not know, lists it, and goes on', async () => {
  const { steps, unknown, calls, verdict } = await rehearse(
    `- run: echo \${{ secrets.TOKEN }}
  id: first
- run: "true"
  env: { A: "\${{ vars.REGION }}" }
- run: "true"
  if: steps.first.outcome == 'success'
- run: "true"
  if: github.ref == 'x' && vars.OTHER
- run: "true"`,
  );
  expect(outcomes(steps).slice(1, -1)).toEqual([
    ...['not played', 'not played', 'not played', 'skipped', 'played'],
  ]);
  expect(unknown).toMatchObject([
    { expression: '${{ secrets.TOKEN }}', line: 7, option: '--secret TOKEN' },
    { expression: '${{ vars.REGION }}', line: 10, option: '--var REGION=VALUE' },
    { what: 'steps.first.outcome', line: 12 },
  ]);
  expect(calls).toHaveLength(3);
  expect(verdict.works).toBe(true);
});

test('knows of steps that are not played what is given', async () => {
  const { log, unsupported } = await rehearse(
    `- uses: octo/login@v1
  id: login
- run: echo \${{ steps.login.outputs.registry }} \${{ steps.login.outcome }}`,
    { given: { steps: new Map([['login', new Map([['registry', 'r.example.com']])]]) } },
  );
  expect(printed(log)).toEqual(['r.example.com success']);
  expect(unsupported).toContainEqual({
    what: 'octo/login@v1',
    line: 7,
    why: 'marketplace actions are not played',
  });
});

test.each([
  ['    container: "${{ vars.IMAGE }}"\n', 'vars.IMAGE', '--var IMAGE=VALUE'],
  [
    '    container: { image: a, credentials: { username: u, password: "${{ secrets.P }}" } }\n',
    ...['secrets.P', '--secret P'],
  ],
  ['    env: { A: "${{ secrets.A }}" }\n    container: a\n', 'secrets.A', '--secret A'],
])('does not start when it cannot know %s', async (job, what, option) => {
  const { calls, unknown, verdict, steps } = await rehearse('- run: echo', {}, job);
  expect(calls).toEqual([]);
  expect(unknown).toMatchObject([{ what, option }]);
  expect(verdict.works).toBe(false);
  expect(outcomes(steps)).toEqual(['planned']);
});

test('plays nothing on this machine itself', async () => {
  const { calls, steps, unsupported, verdict } = await rehearse('- run: touch /oh-no', {}, '');
  expect(calls).toEqual([]);
  expect(steps).toMatchObject([
    { outcome: 'not played', reason: 'it runs on the host, not through the hook' },
  ]);
  expect(unsupported.at(-1)).toMatchObject({ what: 'Run touch /oh-no' });
  expect(verdict).toEqual({ works: true, text: 'Nothing of this job was played.' });
});

test('only plans when asked', async () => {
  const { calls, steps, unknown, verdict, leftovers } = await rehearse(
    `- uses: actions/checkout@v4
- id: one
  run: echo \${{ secrets.A }}
- run: echo \${{ steps.one.outputs.x }} \${{ job.container.id }}
- run: echo \${{ steps.later.outputs.x }}
- run: "true"
  if: github.ref == 'other'
- run: "true"
  if: failure()`,
    { planOnly: true },
  );
  expect(calls).toEqual([]);
  expect(leftovers).toEqual([]);
  expect(outcomes(steps)).toEqual([
    ...['not played', 'not played', 'not played', 'planned', 'skipped', 'planned'],
  ]);
  expect(unknown.map(({ what }) => what)).toEqual(['secrets.A', 'steps.one.outputs.x']);
  expect(verdict).toEqual({ works: true, text: 'This is what would be played.' });
});

test('a plan says which step is sure to fail', async () => {
  const { steps, verdict } = await rehearse(`- run: "\${{ fromJSON('{') }}"\n- run: "true"`, {
    planOnly: true,
  });
  expect(outcomes(steps)).toEqual(['failed', 'planned']);
  expect(verdict).toEqual({
    works: false,
    text: expect.stringMatching(/^The job would fail at "Run .*fails: Error parsing JSON/),
  });
  const tolerated = await rehearse(`- run: "\${{ fromJSON('{') }}"\n  continue-on-error: true`, {
    planOnly: true,
  });
  expect(tolerated.verdict.works).toBe(true);
});

test('says what is otherwise than on a runner', async () => {
  const other = await rehearse(
    '- run: "true"',
    {
      envFile: new Map([
        ['ACTIONS_RUNNER_CONTAINER_HOOKS', '/opt/other/index.js'],
        ['PATH', '/opt/bin'],
      ]),
      planOnly: true,
    },
    '    container: ghcr.io/octo/app:1\n',
  );
  expect(other.notes).toEqual([
    expect.stringMatching(/ghcr\.io .* --secret GITHUB_TOKEN/),
    expect.stringContaining('workspace would be empty'),
    expect.stringContaining('/opt/other/index.js'),
    expect.stringContaining('PATH'),
  ]);
  const checkedOut = await rehearse('- uses: actions/checkout@v4', { planOnly: true });
  expect(checkedOut.notes).toEqual([]);
});

test('plays no workflow that the job calls', async () => {
  const { verdict, unsupported } = await rehearseFiles({
    'ci.yml': 'on: push\njobs:\n  build:\n    uses: octo/flows/.github/workflows/x.yml@v1\n',
  });
  expect(verdict).toEqual({
    works: false,
    text: 'The job was not played: it calls another workflow.',
  });
  expect(unsupported).toMatchObject([{ what: 'uses: octo/flows/.github/workflows/x.yml@v1' }]);
});
