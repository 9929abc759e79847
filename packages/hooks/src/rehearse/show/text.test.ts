import { expect, test } from '@jest/globals';
import type { Report } from '../result.ts';
import { renderEnd, renderHead, renderStart, renderSummary } from './text.ts';

const paint = { color: (_style: string, text: string) => text, columns: 80 };

const report: Report = {
  workflow: 'ci.yml',
  job: 'build',
  matrix: 'os: a (1 of 2)',
  event: 'push',
  hook: '/opt/hook/index.js',
  workspace: '/src/hello',
  kept: undefined,
  steps: [
    { title: 'Initialize containers', kind: 'prepare', outcome: 'played', seconds: 1.25 },
    { title: 'Run a\u001b[2K', kind: 'script', line: 7, outcome: 'failed', reason: 'exit code 3' },
    { title: 'Run b', kind: 'script', line: 8, outcome: 'not played', reason: 'why' },
  ],
  unsupported: [{ what: 'actions/x@v1', line: 9, why: 'marketplace actions are not played' }],
  unknown: [
    { expression: '${{ secrets.A }}', line: 3, what: 'secrets.A', why: 'w', option: '--secret A' },
    { expression: '${{ secrets.A }}', line: 4, what: 'secrets.A', why: 'w', option: '--secret A' },
    { expression: '${{ hashFiles() }}', line: 5, what: 'hashFiles()', why: 'x' },
  ],
  notes: ['Something to know.'],
  verdict: { works: false, text: 'The job fails at "Run a": exit code 3.' },
};

test('says what is going to be played', () => {
  expect(renderHead(report)).toEqual([
    'Workflow   ci.yml, job build, event push',
    'Matrix     os: a (1 of 2)',
    'Workspace  a copy of /src/hello, which stands in for actions/checkout',
    'Hook       /opt/hook/index.js',
  ]);
});

test('the summary names each step, its outcome and the verdict', () => {
  expect(renderSummary(report, paint)).toEqual([
    '',
    '✓ played      Initialize containers',
    '✗ failed      Run a: exit code 3',
    '○ not played  Run b: why',
    '',
    'Not played, or not looked at:',
    '  actions/x@v1 (ci.yml:9): marketplace actions are not played',
    '',
    'Cannot be known here:',
    '  ${{ secrets.A }} (ci.yml:3): secrets.A is not known, as w; --secret A tells it',
    '  ${{ secrets.A }} (ci.yml:4): secrets.A is not known, as w; --secret A tells it',
    '  ${{ hashFiles() }} (ci.yml:5): hashFiles() is not known, as x; no option tells',
    '    it',
    '',
    'Once more with:',
    '  --secret A',
    '',
    'Notes:',
    '  Something to know.',
    '',
    'The job fails at "Run a": exit code 3.',
  ]);
});

test('has no line of more than 80 letters, but for what can be copied and words that are longer', () => {
  const long =
    'a name of many words that goes on for longer than any terminal is wide, and then some';
  const [first] = report.unknown;
  const lines = renderSummary(
    {
      ...report,
      steps: [{ title: long, kind: 'script', line: 7, outcome: 'not played', reason: long }],
      unsupported: [{ what: long, line: 9, why: long }],
      unknown: [{ ...first, expression: '${{ a }}', line: 3, what: long, why: long, option: long }],
      notes: [long],
      verdict: { works: true, text: `${long} ${long}` },
    },
    paint,
  );
  expect(lines.filter((line) => line.length > 80)).toEqual([`  ${long}`]);
});

test('says where the folders are', () => {
  expect(renderSummary({ ...report, kept: '/tmp/x' }, paint)).toContain(
    'The folders are kept in /tmp/x.',
  );
});

test('tells the begin and the end of each step in a line', () => {
  expect(renderStart('Run\u001b[2K a', paint)).toEqual(['', '● Run a']);
  const [first, second, third] = report.steps.map((step) => renderEnd(step, paint));
  expect([first, second, third]).toEqual([
    '✓ played (1.3 s)',
    '✗ failed: exit code 3',
    '○ not played: why',
  ]);
});
