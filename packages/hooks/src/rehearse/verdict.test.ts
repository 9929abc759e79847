import { expect, test } from '@jest/globals';
import type { Outcome, StepResult } from './result.ts';
import { blocked, judge } from './verdict.ts';

const step = (outcome: Outcome, reason?: string): StepResult => {
  return { title: 'Run a', kind: 'script', outcome, reason };
};

test.each<[StepResult[], boolean, string]>([
  [
    [step('played'), step('not played'), step('skipped')],
    true,
    'The job would work with this hook',
  ],
  [
    [step('tolerated')],
    true,
    'The job would work with this hook on this machine, as far as it was',
  ],
  [
    [step('played'), step('failed', 'exit code 3')],
    false,
    'The job fails at "Run a": exit code 3.',
  ],
  [[step('not played')], true, 'Nothing of this job was played.'],
  [[], true, 'Nothing of this job was played.'],
])('steps that are %j work: %s, as %s', (steps, works, text) => {
  const verdict = judge(steps, false);
  expect(verdict.works).toBe(works);
  expect(verdict.text).toContain(text);
});

test('does not judge what was interrupted', () => {
  expect(judge([step('played')], true)).toEqual({
    works: false,
    text: 'The rehearsal was interrupted.',
  });
});

test('says why nothing can be played', () => {
  const none = { unknown: [], failures: [] };
  const failures = [{ line: 7, message: 'It fails.' }];
  expect(blocked({ uses: undefined }, none).text).toContain('is not known here');
  expect(blocked({ uses: undefined }, { ...none, failures }).text).toBe(
    'The job was not played: It fails (line 7).',
  );
  expect(blocked({ uses: 'o/r/x.yml@v1' }, none).text).toContain('it calls another workflow');
});
