/** Every shell script of the pages: its commands exist, with these arguments, and what can run here is run. */
import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pages, textOf } from '../pages.ts';
import { blocksOf } from './blocks.ts';
import { elsewhere, isElsewhere, problemOf } from './commands.ts';
import { makeMachine } from './play.ts';
import { scriptsInWorkflows } from './workflows.ts';

const scripts = blocksOf('sh');
const seen = new Set<string>();

/** For scripts of which is only looked at what they start. */
const shared = makeMachine();
afterAll(() => {
  shared[Symbol.dispose]();
});

function problemsOf(page: string, code: string): string[] {
  const { stderr, started } = shared.play(code);
  for (const { argv } of started) seen.add(`${page} ${argv[0] ?? ''}`);
  const problems = started.flatMap((each) => problemOf(page, each) ?? []);
  return stderr === '' ? problems : [stderr, ...problems];
}

test.each([...scripts, ...scriptsInWorkflows()])(
  '%s: every command is one, with arguments that it takes',
  (_where, { page, code }) => {
    expect(problemsOf(page, code)).toEqual([]);
  },
);

test('what is said to take more than a machine is on its page', () => {
  const unused = elsewhere.filter(([page, program]) => !seen.has(`${page} ${program}`));
  expect(unused).toEqual([]);
});

const playable = scripts.filter(([, { page, code }]) =>
  shared.play(code).started.every(({ argv }) => !isElsewhere(page, argv[0] ?? '')),
);

test.each(playable)('%s: runs to its end', (_where, { code }) => {
  using machine = makeMachine();
  expect(machine.play(code, true)).toMatchObject({ status: 0, stderr: '' });
});

test('shellcheck has nothing to say', () => {
  // People type these: they see when cd or an export fails (SC2164, SC2155), and a variable may be for
  // what comes later (SC2034). What `aws ecr get-login` printed was a command (SC2091).
  const exclude = '--exclude=SC2034,SC2091,SC2155,SC2164';
  const files = scripts.map(([where, { code }]) => {
    const file = shared.path(where.replaceAll('/', '_'));
    writeFileSync(file, code);
    return file;
  });
  const args = ['--shell=bash', '--format=gcc', exclude, ...files];
  const { stdout, error } = spawnSync('shellcheck', args, { encoding: 'utf8' });
  if (error) throw new Error('shellcheck is missing: node setup.js --test-packages installs it.');
  expect(stdout).toBe('');
});

/** Commands in the text, such as `npm run docs`; where something is left open there is `…` or a name in capitals. */
const inText = pages.flatMap((page) =>
  [...textOf(page).matchAll(/(?<!`)`((?:npm|hooks|ecr-auth|node) [^`\n]+)`(?!`)/g)]
    .map(([, code = '']) => code)
    .filter((code) => !/…|\.\.\.|<|\b[A-Z]+\b/.test(code))
    .map((code) => `${page}\n${code}`),
);

test('there are commands in the text', () => {
  expect(inText.length).toBeGreaterThan(30);
});

test.each([...new Set(inText)].map((each) => each.split('\n')))(
  '%s: `%s` is a command, with arguments that it takes',
  (page = '', code = '') => {
    expect(problemsOf(page, code)).toEqual([]);
  },
);

test.each([
  ['npm run bnech', 'package.json has no script bnech'],
  ['npm run bench --growth', 'write -- first'],
  ['npm run bench -- --fast', "Unknown option '--fast'"],
  ['npm run test:e2e -- --testPathPatterns no-such', 'no test whose path has no-such'],
  ['hooks rollot file', 'hooks has no command "rollot"'],
  ['cat x | hooks report - --sinec 7d', "Unknown option '--sinec'"],
  ['hooks report - --since yesterday', '--since is "yesterday"'],
  ['sudo node /opt/cli.js policy p.yml --volumes /a:/b', "Unknown option '--volumes'"],
  ['ecr-auth config --registry 12@eu-west-1', 'has 2 digits'],
  ['docker build -f runner-image/Dockerfiel .', 'there is no runner-image/Dockerfiel'],
  ['kubectl apply -f rolout.yaml', 'there is no rolout.yaml'],
  ['wget https://example.com', 'no test runs wget'],
  ['echo "', 'unexpected EOF'],
])('%s would be found', (code, problem) => {
  expect(problemsOf('README.md', code).join()).toContain(problem);
});
