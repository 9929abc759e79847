import { expect, test } from '@jest/globals';
import { messageOf } from '../../test/worker.ts';
import { doubtOf } from './job-identity.ts';

const own = { runId: '42', jobId: 'build' };
const written = (github: object) => JSON.stringify(messageOf(undefined, github), undefined, 2);

const ofAnother = 'the job message in the log is of another job';
const unclear = 'the job message in the log does not say which job it is of';

test.each([
  ['the same run', { run_id: '42' }],
  ['a masked run', { run_id: '4***' }],
  ['no run', { ref: 'main' }],
  ['a run that is no text', { run_id: null }],
])('takes %s for ours', (_what, github) => {
  expect(doubtOf(written(github), own, false)).toBeUndefined();
  // Its job is read, too: as that of another one it is not taken.
  expect(doubtOf(written(github), { ...own, jobId: 'test' }, false)).toBe(ofAnother);
});

test('is sure of a message that says the run', () => {
  expect(doubtOf(written({ run_id: '42' }), own, true)).toBeUndefined();
});

test.each([
  ['another run', { run_id: '43' }],
  ['another job', { run_id: '42', job: 'test' }],
])('refuses %s', (_what, github) => {
  expect(doubtOf(written(github), own, false)).toBe(ofAnother);
});

test('finds the job where the runner has it from', () => {
  expect(doubtOf(written({}), { ...own, jobId: 'test' }, false)).toBe(ofAnother);
});

test.each([
  ['a masked run', { run_id: '***' }, own],
  ['an unknown run of our own', { run_id: '42' }, { ...own, runId: undefined }],
])('refuses %s where it must be sure', (_what, github, identity) => {
  expect(doubtOf(written(github), identity, true)).toBe(unclear);
});

test.each(['', '{}', '{\n  "contextData": ***,\n  "variables": []\n}'])(
  'takes %j, which says nothing, unless it must be sure',
  (text) => {
    expect(doubtOf(text, own, false)).toBeUndefined();
    expect(doubtOf(text, own, true)).toBe(unclear);
  },
);
