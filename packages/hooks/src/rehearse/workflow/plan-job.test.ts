import { expect, test } from '@jest/globals';
import { noneGiven } from '../../../test/rehearsal.ts';
import { jobContexts } from '../expressions/contexts.ts';
import { noFindings } from '../expressions/resolve.ts';
import { fromJson, Lookup, type Values } from '../expressions/value.ts';
import { planJob } from './plan-job.ts';
import { parseWorkflowText } from './workflow.ts';

const facts = { given: noneGiven, github: { ref: 'main' }, runner: {}, inputs: new Map() };
const matrix = new Lookup(
  fromJson({ tag: 2, none: '', all: { image: 'a:1', env: { X: 1 } } }) as Values,
);
const contexts = { ...jobContexts({ ...facts, needs: [] }), matrix };

async function plan(job: string, top = '') {
  const text = `on: push\n${top}jobs:\n  build:\n    runs-on: x\n    steps: [{ run: a }]\n${job}`;
  const workflow = await parseWorkflowText('ci.yml', text);
  const [parsed] = workflow.jobs;
  if (!parsed) throw new Error('there is no job');
  const findings = noFindings();
  return { ...planJob(workflow, parsed, contexts, findings), findings };
}

test('evaluates the container', async () => {
  const { plan: planned } = await plan(`    env: { OWN: 1 }
    container:
      image: docker://app:\${{ matrix.tag }}
      credentials: { username: AWS, password: "\${{ 'word' }}" }
      env: { REF: "\${{ github.ref }}", EMPTY: }
      ports: [80, "8080:81/udp"]
      volumes: ["cache:/cache:ro"]
      options: --cpus 1
`);
  expect(planned?.container).toEqual({
    image: 'app:2',
    username: 'AWS',
    password: 'word',
    env: new Map([
      ['REF', 'main'],
      ['EMPTY', ''],
    ]),
    ports: ['80', '8080:81/udp'],
    volumes: ['cache:/cache:ro'],
    options: '--cpus 1',
    entrypoint: undefined,
    command: undefined,
  });
});

test.each([
  ['    container: app:1\n', 'app:1'],
  ['    container: "${{ matrix.all }}"\n', 'a:1'],
  ['    container: "app:${{ matrix.tag }}"\n', 'app:2'],
  ['    container: { image: "${{ matrix.none }}" }\n', undefined],
  ['    container: "${{ matrix.nothing }}"\n', undefined],
  ['', undefined],
])('finds the image of %j', async (job, image) => {
  const { plan: planned, findings } = await plan(job);
  expect(findings).toEqual(noFindings());
  expect(planned?.container?.image).toBe(image);
});

test('evaluates services, and leaves out those without an image', async () => {
  const { plan: planned } = await plan(`    services:
      cache: redis:7
      off: { image: "\${{ matrix.none }}" }
      db: { image: "db:\${{ matrix.tag }}", command: "-c x", entrypoint: /run }
`);
  expect(planned?.services).toMatchObject([
    { key: 'cache', image: 'redis:7', computed: undefined },
    { key: 'db', image: 'db:2', command: '-c x', entrypoint: '/run' },
  ]);
  expect(planned?.services[1]?.computed).toContain('matrix.tag');
});

test('layers variables and defaults, the job above the workflow', async () => {
  const { plan: planned } = await plan(
    '    env: { B: job }\n    defaults: { run: { shell: bash } }\n',
    'env: { A: "${{ github.ref }}", B: workflow }\ndefaults: { run: { shell: sh, working-directory: sub } }\n',
  );
  expect(planned?.env).toEqual(
    new Map([
      ['A', 'main'],
      ['B', 'job'],
    ]),
  );
  expect(planned).toMatchObject({ shell: 'bash', workingDirectory: 'sub' });
});

test.each([
  ['    env: { A: "${{ secrets.X }}" }\n', 'secrets.X'],
  ['    container: { image: "${{ vars.IMAGE }}" }\n', 'vars.IMAGE'],
  ['    container: { image: a, env: { A: "${{ secrets.X }}" } }\n', 'secrets.X'],
  [
    '    container: { image: a, credentials: { username: u, password: "${{ secrets.P }}" } }\n',
    'secrets.P',
  ],
  ['    services: { a: { image: a, env: { A: "${{ secrets.X }}" } } }\n', 'secrets.X'],
])('has no plan where something is not known: %s', async (job, what) => {
  const { plan: planned, findings } = await plan(job);
  expect(planned).toBeUndefined();
  expect(findings.unknown).toMatchObject([{ what, line: 6 }]);
});

test('lists everything that is not known at once, and keeps what is', async () => {
  const { findings, env } = await plan(
    '    env: { A: "${{ secrets.X }}", B: b }\n    container: "${{ vars.IMAGE }}"\n',
  );
  expect(findings.unknown.map(({ what }) => what)).toEqual(['secrets.X', 'vars.IMAGE']);
  expect(env.get('B')).toBe('b');
});

test.each([
  ['    container: { image: "${{ matrix }}" }\n', 'jobs.build.container.image must be a text.'],
  ['    container: { image: a, env: "${{ github.ref }}" }\n', 'container.env must be a mapping.'],
  ['    container: { image: a, ports: "${{ github.ref }}" }\n', 'container.ports must be a list.'],
  ['    container: "${{ fromJSON(github.ref) }}"\n', 'fails'],
])('says what cannot be: %s', async (job, message) => {
  const { plan: planned, findings } = await plan(job);
  expect(planned).toBeUndefined();
  expect(findings.failures).toMatchObject([{ message: expect.stringContaining(message) }]);
});
