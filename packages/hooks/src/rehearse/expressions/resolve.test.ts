import { expect, test } from '@jest/globals';
import { parseWorkflowText } from '../workflow/workflow.ts';
import { jobContexts } from './contexts.ts';
import { noFindings, resolve } from './resolve.ts';
import { UnknownValue } from './unknown-value.ts';
import { noneGiven } from '../../../test/rehearsal.ts';

const facts = { given: noneGiven, runner: {}, inputs: new Map(), needs: [] };
const contexts = jobContexts({ ...facts, github: { ref: 'main', actor: "o'neil" } });

/** The `run:` of a step as it comes out, and what was found on the way. */
async function resolveRun(yaml: string) {
  const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${yaml}\n`;
  const { jobs } = await parseWorkflowText('ci.yml', text);
  const findings = noFindings();
  const token = jobs[0]?.steps[0]?.run;
  if (!token) throw new Error('there is no step');
  return { value: resolve(token, { contexts, status: 'success' }, findings), findings };
}

test.each([
  ['echo', 'echo'],
  ['"a ${{ github.ref }} b"', 'a main b'],
  ["echo 'a' 'b' ${{ github.ref }} '{0}' }} {{", "echo 'a' 'b' main '{0}' }} {{"],
  ["${{ github.ref }}${{ '}}' }}${{ github.actor }}", "main}}o'neil"],
  ['|\n          a\n            b ${{ github.ref }}\n          c', 'a\n  b main\nc\n'],
  ['|-\n          # ${{ github.ref }}', '# main'],
  ['>-\n          a\n          ${{ github.ref }}', 'a main'],
  ['"a\\n${{ github.ref }}"', 'a\nmain'],
  ['"${{ 1 }}"', 1],
  ['"${{ \'text\' }}"', 'text'],
])('resolves %j', async (yaml, value) => {
  expect(await resolveRun(yaml)).toEqual({ value, findings: noFindings() });
});

test('says of each expression that has no value where it stands', async () => {
  const { value, findings } = await resolveRun(
    '|\n          ${{ secrets.A }} ${{ github.ref }}\n          ${{ vars.B }}',
  );
  expect(value).toBeInstanceOf(UnknownValue);
  expect(findings.unknown).toMatchObject([
    { expression: '${{ secrets.A }}', line: 7, what: 'secrets.A', option: '--secret A' },
    { expression: '${{ vars.B }}', line: 8, what: 'vars.B', option: '--var B=VALUE' },
  ]);
});

test('tells a failure from something unknown', async () => {
  const { findings } = await resolveRun('"${{ fromJSON(github.ref) }}"');
  expect(findings.unknown).toEqual([]);
  expect(findings.failures).toMatchObject([{ line: 6, message: expect.stringContaining('fails') }]);
});
