import { expect, test } from '@jest/globals';
import { noneGiven } from '../../../test/rehearsal.ts';
import { UnknownValue } from '../expressions/unknown-value.ts';
import { chooseEvent, resolveInputs } from './event.ts';
import { parseWorkflowText } from './workflow.ts';

const parse = (on: string) =>
  parseWorkflowText('ci.yml', `on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: a }] } }\n`);
const given = (inputs: Readonly<Record<string, string>>) => new Map(Object.entries(inputs));

test.each([
  ['push', {}, 'push'],
  ['[pull_request, push]', {}, 'push'],
  ['[pull_request, issues]', {}, 'pull_request'],
  ['[push, workflow_dispatch]', {}, 'push'],
  ['[push, workflow_dispatch]', { tag: '1' }, 'workflow_dispatch'],
  ['workflow_call', {}, 'push'],
])('takes for %j with the inputs %j the event %s', async (on, inputs, event) => {
  const workflow = await parse(on);
  expect(chooseEvent(workflow, { ...noneGiven, inputs: given(inputs) })).toBe(event);
});

test('takes the event that is given', async () => {
  const github = new Map([['event_name', 'release']]);
  expect(chooseEvent(await parse('push'), { ...noneGiven, github })).toBe('release');
});

const dispatch = `{ workflow_dispatch: { inputs: {
  tag: { required: true }, text: {}, sure: { type: boolean }, count: { type: number, default: 3 },
  level: { type: choice, options: [a, b] } } } }`;

test('fills in what GitHub fills in, and knows what it does not know', async () => {
  const inputs = resolveInputs(await parse(dispatch), 'workflow_dispatch', given({}));
  expect(Object.fromEntries(inputs)).toEqual({
    tag: expect.any(UnknownValue),
    text: '',
    sure: false,
    count: 3,
    level: expect.any(UnknownValue),
  });
  const { reason } = inputs.get('tag') as UnknownValue;
  expect(reason).toMatchObject({ what: 'inputs.tag', option: '--input tag=VALUE' });
});

test('gives inputs their types', async () => {
  const wanted = given({ tag: '1', sure: 'true', count: '7' });
  const inputs = resolveInputs(await parse(dispatch), 'workflow_dispatch', wanted);
  expect([inputs.get('tag'), inputs.get('sure'), inputs.get('count')]).toEqual(['1', true, 7]);
});

test('knows the inputs of a called workflow', async () => {
  const call = '{ workflow_call: { inputs: { tag: { type: string, default: x } } } }';
  expect(resolveInputs(await parse(call), 'push', given({})).get('tag')).toBe('x');
});

test('has none for other events', async () => {
  const workflow = await parse('{ push: {}, workflow_dispatch: { inputs: { tag: {} } } }');
  expect(resolveInputs(workflow, 'push', given({})).size).toBe(0);
});

test('refuses inputs that the workflow does not have', async () => {
  const workflow = await parse(dispatch);
  expect(() => resolveInputs(workflow, 'workflow_dispatch', given({ tg: '1' }))).toThrow(
    'The workflow has no input "tg" for workflow_dispatch.',
  );
});
