import { expect, test } from '@jest/globals';
import { messageOf } from '../../test/worker.ts';
import { checkIdentity } from './job-identity.ts';

const own = { runId: '42', jobId: 'build' };
const written = (github: object) => JSON.stringify(messageOf(undefined, github), undefined, 2);

test.each([
  ['the same run', { run_id: '42' }],
  ['a masked run', { run_id: '4***' }],
  ['no run', { ref: 'main' }],
  ['a run that is no text', { run_id: null }],
])('takes %s for ours', (_what, github) => {
  expect(() => {
    checkIdentity(written(github), own, false);
  }).not.toThrow();
});

test.each([
  ['another run', { run_id: '43' }],
  ['another job', { run_id: '42', job: 'test' }],
])('refuses %s', (_what, github) => {
  expect(() => {
    checkIdentity(written(github), own, false);
  }).toThrow('of another job');
});

test('finds the job where the runner has it from', () => {
  expect(() => {
    checkIdentity(written({}), { ...own, jobId: 'test' }, false);
  }).toThrow('of another job');
});

test.each([
  ['a masked run', { run_id: '***' }, own],
  ['an unknown run of our own', { run_id: '42' }, { ...own, runId: undefined }],
])('refuses %s where it must be sure', (_what, github, identity) => {
  expect(() => {
    checkIdentity(written(github), identity, true);
  }).toThrow('does not say');
});

test.each(['', '{}', '{\n  "contextData": ***,\n  "variables": []\n}'])('takes %j', (text) => {
  expect(() => {
    checkIdentity(text, own, false);
  }).not.toThrow();
});
