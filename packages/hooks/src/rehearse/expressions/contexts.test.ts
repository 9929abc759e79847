import { expect, test } from '@jest/globals';
import { noneGiven } from '../../../test/rehearsal.ts';
import type { Given } from '../given.ts';
import { givenMatrix, jobContexts, laterContext } from './contexts.ts';
import { evaluate } from './evaluate.ts';
import { UnknownValue } from './unknown-value.ts';
import type { Value } from './value.ts';

const of = (expression: string, given: Partial<Given> = {}, inputs = new Map<string, Value>()) => {
  const all = { ...noneGiven, ...given };
  const facts = { given: all, github: { ref: 'main' }, runner: { os: 'Linux' }, needs: ['before'] };
  const contexts = {
    ...jobContexts({ ...facts, inputs }),
    matrix: givenMatrix(all.matrix),
    steps: laterContext('steps'),
  };
  return evaluate(expression, { contexts, status: 'success' });
};

function reasonOf(expression: string, given: Partial<Given> = {}) {
  try {
    of(expression, given);
  } catch (error) {
    if (error instanceof UnknownValue) return error.reason;
    throw error;
  }
  throw new Error('it is known');
}

test.each<[string, string | undefined]>([
  ['secrets.TOKEN', '--secret TOKEN'],
  ['github.token', '--secret GITHUB_TOKEN'],
  ['secrets.GITHUB_TOKEN', '--secret GITHUB_TOKEN'],
  ['vars.REGION', '--var REGION=VALUE'],
  ['matrix.os', '--matrix os=VALUE'],
  ['needs.before.outputs.tag', '--need before.tag=VALUE'],
  ['github.event.pull_request.number', '--event FILE.json'],
  ['toJSON(secrets)', undefined],
  ['toJSON(github)', '--secret GITHUB_TOKEN'],
])('tells which option gives %s', (expression, option) => {
  expect(reasonOf(expression).option).toBe(option);
});

test.each<[string, Value, Partial<Given>]>([
  ['secrets.token', 'word', { secrets: new Map([['TOKEN', 'word']]) }],
  ['github.token', 'word', { secrets: new Map([['GITHUB_TOKEN', 'word']]) }],
  ['vars.REGION', '', { vars: new Map([['REGION', '']]) }],
  ['needs.before.outputs.tag', '1', { needs: new Map([['before', new Map([['tag', '1']])]]) }],
  ['needs.before.result', 'success', {}],
  ['needs.other.outputs.tag', null, {}],
  ['github.event.number', 7, { event: { number: 7 } }],
  ['github.event.other', null, { event: { number: 7 } }],
  ['runner.os', 'Linux', {}],
])('knows %s when it is given', (expression, value, given) => {
  expect(of(expression, given)).toEqual(value);
});

test('gives inputs as text in the payload', () => {
  const inputs = new Map<string, Value>([['really', true]]);
  expect(of('inputs.really', {}, inputs)).toBe(true);
  expect(of('github.event.inputs.really', {}, inputs)).toBe('true');
});

test('waits for what is to come', () => {
  expect(reasonOf('steps.one.outputs.x').isLater).toBe(true);
});
