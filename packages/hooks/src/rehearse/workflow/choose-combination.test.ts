import { expect, test } from '@jest/globals';
import { noneGiven } from '../../../test/rehearsal.ts';
import { jobContexts } from '../expressions/contexts.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { chooseCombination } from './choose-combination.ts';
import { parseWorkflowText } from './workflow.ts';

const facts = { given: noneGiven, github: {}, runner: {}, inputs: new Map(), needs: ['before'] };
const contexts = jobContexts(facts);

async function choose(matrix: string, given: Readonly<Record<string, string>> = {}) {
  const strategy = matrix === '' ? '' : `    strategy: { matrix: ${matrix} }\n`;
  const text = `on: push\njobs:\n  before: { runs-on: x, steps: [{ run: a }] }\n  build:\n    needs: before\n    runs-on: x\n${strategy}    steps: [{ run: a }]\n`;
  const { jobs } = await parseWorkflowText('ci.yml', text);
  const [, job] = jobs;
  if (!job) throw new Error('there is no job');
  const chosen = chooseCombination(job, contexts, new Map(Object.entries(given)));
  const of = (expression: string) =>
    evaluate(expression, { contexts: { ...contexts, ...chosen.contexts }, status: 'success' });
  return { ...chosen, of };
}

const lists = '{ os: [a, b], node: [18, 20] }';

test('takes the first combination', async () => {
  const { description, of } = await choose(lists);
  expect(description).toBe('os: a, node: 18 (1 of 4)');
  expect(of('matrix.node')).toBe(18);
  expect(of('strategy.job-total')).toBe(4);
  expect(of('strategy.fail-fast')).toBe(true);
});

test('takes the one that is asked for', async () => {
  const { description, of } = await choose(lists, { node: '20', os: 'b' });
  expect(description).toBe('os: b, node: 20 (4 of 4)');
  expect(of('strategy.job-index')).toBe(3);
});

test('says which there are when none is as asked for', async () => {
  await expect(choose(lists, { node: '22' })).rejects.toMatchObject({
    message: 'Job build has no combination with node: 22.',
    hint: expect.stringMatching(/^It has \{os: a, node: 18\}, .*\.$/),
  });
  await expect(choose('', { node: '22' })).rejects.toThrow('Job build has no matrix.');
});

test('takes a matrix that only GitHub knows as it is given', async () => {
  const computed = '"${{ fromJSON(needs.before.outputs.list) }}"';
  const { description, of } = await choose(computed, { node: '22' });
  expect(description).toBe('not known here: node: 22');
  expect(of('matrix.node')).toBe('22');
  expect(() => of('matrix.os')).toThrow('matrix.os is not known: the matrix is not known');
});

test('needs no matrix', async () => {
  const { description, of } = await choose('');
  expect(description).toBeUndefined();
  expect(of('matrix.os')).toBeNull();
  expect(of('strategy.job-total')).toBe(1);
});
