import { expect, test } from '@jest/globals';
import { parseWorkflowText } from './workflow.ts';

const parse = (text: string) => parseWorkflowText('ci.yml', text);

const steps = (text: string) =>
  parse(`on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n${text}`).then(
    ({ jobs }) => jobs[0]?.steps ?? [],
  );

test('reads the jobs of a workflow', async () => {
  const workflow = await parse(`name: CI
on: [push, workflow_dispatch]
jobs:
  login:
    runs-on: x
    if: github.ref == 'a'
    timeout-minutes: 3
    steps: [{ run: echo }]
  build:
    needs: login
    uses: octo/flows/.github/workflows/x.yml@v1
  last:
    needs: [login, build]
    runs-on: x
    steps: []
`);
  expect(workflow).toMatchObject({ name: 'CI', events: ['push', 'workflow_dispatch'] });
  expect(workflow.jobs).toMatchObject([
    { id: 'login', needs: [], uses: undefined },
    { id: 'build', needs: ['login'], uses: 'octo/flows/.github/workflows/x.yml@v1', steps: [] },
    { id: 'last', needs: ['login', 'build'] },
  ]);
  expect(workflow.jobs[0]?.ignored).toEqual([
    { key: 'runs-on', line: 5 },
    { key: 'if', line: 6 },
    { key: 'timeout-minutes', line: 7 },
  ]);
});

test('finds mistakes that only GitHub finds', async () => {
  await expect(
    parse('on: push\njobs:\n  a:\n    needs: b\n    runs-on: x\n    steps: [{run: a}]'),
  ).rejects.toMatchObject({
    problems: expect.arrayContaining([expect.stringMatching(/^ci\.yml:\d+:\d+: .*depend/)]),
  });
});

test.each([
  ['- run: make', 'Run make'],
  ['- run: |\n          make all\n          echo', 'Run make all'],
  ['- run: "echo ${{ github.ref }}"', 'Run echo ${{ github.ref }}'],
  ['- { run: make, name: "Build ${{ github.ref }}" }', 'Build ${{ github.ref }}'],
  ['- uses: actions/checkout@v4', 'Run actions/checkout@v4'],
  ['- wait-all:', 'Run wait-all'],
])('calls the step %j %j', async (text, title) => {
  expect(await steps(`      ${text}\n`)).toMatchObject([{ title }]);
});

test.each([
  ['{ run: a }', 'success()'],
  ['{ run: a, if: always() }', 'always()'],
  ["{ run: a, if: github.ref == 'x' }", "success() && (github.ref == 'x')"],
  ['{ run: a, if: "${{ failure() || github.ref }}" }', 'failure() || github.ref'],
])('puts success() in front of the condition of %s', async (text, condition) => {
  expect(await steps(`      - ${text}\n`)).toMatchObject([{ condition }]);
});

test('gives steps without an id the names of the runner', async () => {
  const text =
    '      - run: a\n      - { run: b, id: own }\n      - run: c\n      - uses: o/a@v1\n';
  expect((await steps(text)).map(({ id }) => id)).toEqual(['__run', 'own', '__run_2', '__o_a']);
});
