import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explain } from '../errors.ts';
import { UsageError, parseArguments } from './arguments.ts';
import { rehearseArguments } from './rehearse-help.ts';
import { parseRehearseOptions } from './rehearse-options.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rehearse-options-')));
const files = {
  'cli.js': '',
  'index.js': '',
  'hook.sh': '',
  'runner.env': 'HOOK_PULL_POLICY=missing\nHOOK_FEATURE_ENGINE_EXEC=on\n',
  'event.json': '{"number": 7}',
  'list.json': '[]',
  'broken.json': '{',
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
mkdirSync(join(folder, 'folder.js'));
symlinkSync('cli.js', join(folder, 'hooks'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function parse(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const values = parseArguments(
    args.map((arg) => arg.replace('{}', folder)),
    rehearseArguments,
  );
  return parseRehearseOptions(values, { env, path: join(folder, 'hooks'), node: '/bin/node' });
}

test('a workflow is enough; the hook is the one beside the command, also behind a link', () => {
  expect(parse(['ci.yml'])).toMatchObject({
    file: 'ci.yml',
    job: undefined,
    workspace: undefined,
    planOnly: false,
    keep: false,
    hook: { path: join(folder, 'index.js'), node: '/bin/node' },
  });
});

test('takes what is given, values with = and empty ones too', () => {
  const { given } = parse(
    [
      ...['ci.yml', '--var=A=b=c', '--var=EMPTY=', '--input', 'who=me', '--matrix=os=linux'],
      ...['--github=ref=refs/heads/x', '--need=build.tag=1.2', '--need=build.outputs.sha=a'],
      ...['--step=login.registry=r', '--secret=TOKEN', '--event={}/event.json'],
    ],
    { TOKEN: 'from the environment' },
  );
  expect(given).toEqual({
    github: new Map([['ref', 'refs/heads/x']]),
    event: { number: 7 },
    inputs: new Map([['who', 'me']]),
    vars: new Map([
      ['A', 'b=c'],
      ['EMPTY', ''],
    ]),
    secrets: new Map([['TOKEN', 'from the environment']]),
    needs: new Map([
      [
        'build',
        new Map([
          ['tag', '1.2'],
          ['sha', 'a'],
        ]),
      ],
    ]),
    steps: new Map([['login', new Map([['registry', 'r']])]]),
    matrix: new Map([['os', 'linux']]),
  });
});

test('a feature that is given outranks the .env file of the runner', () => {
  const { envFile } = parse([
    ...['ci.yml', '--runner-env={}/runner.env', '--feature=engine-exec=off'],
  ]);
  expect([...envFile]).toEqual([
    ['HOOK_PULL_POLICY', 'missing'],
    ['HOOK_FEATURE_ENGINE_EXEC', 'off'],
  ]);
});

test.each([
  [[], 'No workflow is given.'],
  [['a.yml', 'b.yml'], 'Unexpected argument "b.yml".'],
  [['ci.yml', '--var=A'], '--var "A" is not NAME=VALUE.'],
  [['ci.yml', '--need=build=x'], '--need "build" is not ID.OUTPUT.'],
  [['ci.yml', '--secret=A'], 'there is no environment variable A.'],
  [['ci.yml', '--feature=engine=on'], 'There is no feature "engine". The features are credential-'],
  [
    ['ci.yml', '--feature=engine-exec=shadow'],
    '--feature engine-exec is on or off. Only a rollout',
  ],
  [['ci.yml', '--hook={}/hook.sh'], '/hook.sh is not a .js file.'],
  [['ci.yml', '--hook={}/folder.js'], 'There is no hook'],
  [['ci.yml', '--event={}/none'], 'The file of --event cannot be read: ENOENT'],
  [['ci.yml', '--event={}/folder.js'], 'The file of --event cannot be read: it is not a file.'],
  [['ci.yml', '--event={}/broken.json'], '--event is not JSON:'],
  [['ci.yml', '--event={}/list.json'], '--event is not a JSON object.'],
  [['ci.yml', '--runner-env={}/none'], 'The file of --runner-env cannot be read: ENOENT'],
])('%j is a wrong call', (args, sentence) => {
  let told: unknown;
  try {
    parse(args);
  } catch (error) {
    told = error;
  }
  expect(told).toBeInstanceOf(UsageError);
  expect(explain(told)).toContain(sentence);
});
