import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRenderer } from './demo/render.ts';
import { createStyle } from './demo/style.ts';
import { environmentsFolder } from './support/leftovers.ts';
import { projectFolder } from './support/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
mkdirSync(join(folder, 'workspace'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Demo {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

function startDemo(...args: string[]) {
  const program = join(projectFolder(), 'test/dist/demo.js');
  const child = spawn(process.execPath, [program, ...args]);
  child.stdin.end();
  const finished = Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]).then(([stdout, stderr, [exitCode]]): Demo => ({ exitCode, stdout, stderr }));
  return { child, finished };
}

function demo(...args: string[]): Promise<Demo> {
  return startDemo(...args).finished;
}

function jobFile(content: string): string {
  const file = join(folder, 'job.yml');
  writeFileSync(file, content);
  return file;
}

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1';

interface Result {
  success: boolean;
  steps: { name: string; exitCode: number; dockerExitCode?: number }[];
  proofs: { claim: string; holds: boolean }[];
}

test('plays the job of the README, and every proof holds', async () => {
  const { exitCode, stdout, stderr } = await demo();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('● Initialize containers');
  expect(stdout).toContain('  PONG');
  expect(stdout).toContain('  greetings from a tool on PATH');
  expect(stdout).toContain(`  it's "quoted" \\ grüße`);
  expect(stdout).toContain('  Warning: a warning of the workflow');
  expect(stdout).toContain('  ::error::only text, as commands are stopped');
  expect(stdout).toContain('  Hello, dear reader, from a Dockerfile action on /github/workspace');
  expect(stdout).toContain('✗ exit code 42');
  const [, proofs = ''] = stdout.split('Proven in this run');
  expect(proofs.match(/^✓ .*/gm)).toEqual([
    '✓ `docker login` was never run',
    "✓ Tokens came from ECR's API, through the real credential helper",
    '✓ Every image from ECR was pulled with such a token',
    '✓ Stale credentials of the workflow were ignored, with one notice',
    '✓ Services are reachable by name from the job container',
    '✓ No AWS variable of the runner reached a container',
    '✓ Every variable of the workflow arrived, byte for byte',
    '✓ Every step ended with the exit code of its command',
    '✓ Nothing is left of the job',
  ]);
  expect(proofs).not.toContain('✗');
  expect(proofs).toMatch(/^Next\n {2}npm start -- JOB\.yml /m);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).not.toContain('\u001b');
});

test('tells machines the same, also of a job that fails', async () => {
  const file = jobFile(`container: ${image}
steps: [{ run: exit 3 }, { run: echo never }]
images: { '${image}': {} }
`);
  const { exitCode, stdout } = await demo('--json', file);
  const result = JSON.parse(stdout) as Result;
  expect(exitCode).toBe(1);
  expect(result.success).toBe(false);
  expect(result.steps).toMatchObject([
    { name: 'Initialize containers', exitCode: 0 },
    { name: 'Run exit 3', exitCode: 3, dockerExitCode: 3 },
    { name: 'Stop containers', exitCode: 0 },
  ]);
  expect(result.proofs.filter(({ holds }) => !holds)).toEqual([]);
});

test('marks what it could not prove, and fails', async () => {
  const { exitCode, stdout } = await demo(jobFile(`container: ${image}\nsteps: []\n`));
  expect(exitCode).toBe(1);
  expect(stdout).toContain('The job failed');
  expect(stdout).not.toContain('\nNext\n');
  expect(stdout).toContain(`0 of 1 image pulled as user AWS`);
  expect(stdout).toContain('✗ Every image from ECR was pulled with such a token');
});

test.each([
  ['steps: [\n', /^job.yml is no YAML, line 2: /],
  ['container: *x\nsteps: []\n', /^job.yml is no YAML: Unresolved alias/],
  ['container: a\nsteps:\n  - name: x\n', /^job.yml is no job, line 3: steps\.0 needs either/],
  ['container: { imag: a }\nsteps: []', /line 1: container\.imag is not known here/],
  ['steps: []\n', /line 1: container must name an image\.$/],
  [
    'container: a\nsteps:\n  - uses: actions/checkout@v4\n',
    /line 3: steps\.0\.uses only docker:\/\/image and \.\/folder can be played here\.$/,
  ],
])('says what is wrong with %j', async (content, message) => {
  const { exitCode, stdout, stderr } = await demo(jobFile(content));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr.trim()).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('ends at once when it is interrupted, and takes the environment along', async () => {
  const { child, finished } = startDemo();
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
    if (said.includes('● Initialize containers')) child.kill('SIGINT');
  });
  expect(await finished).toMatchObject({
    exitCode: 130,
    stderr: 'Stopped; nothing is left running.\n',
  });
  const left = readdirSync(environmentsFolder).filter((name) =>
    name.startsWith(`ecr-env-${String(child.pid)}-`),
  );
  expect(left).toEqual([]);
});

test('shows lines as the log view of GitHub does', () => {
  const render = createRenderer(createStyle(false), 30);
  const log = [
    ...['::add-mask::hunter2', '##[group]hunter2', 'in it', '::notice::for people, in two lines'],
    ...[
      '::endgroup::',
      '::unknown::stays',
      '::debug::goes',
      '::error file=a.js::a%0Ab',
      'hunter2!',
    ],
    ...['::stop-commands::word', '::notice::text', '::word::', '::notice::note'],
  ];
  expect(render(log)).toEqual([
    ...['▸ ***', '  in it', '  Notice: for people, in two', '    lines', '::unknown::stays'],
    ...['Error: a', 'b', '***!', '::notice::text', 'Notice: note'],
  ]);
  expect(render(['still hunter2'])).toEqual(['still ***']);
  const long = render(['##[group]a', `  a  line that is longer than the view is wide`]);
  expect(long).toEqual(['▸ a', '    a  line that is longer', '    than the view is wide']);
});

test('knows --help and refuses other arguments', async () => {
  expect((await demo('--help')).stdout).toContain('Usage: npm start');
  expect(await demo('--what')).toMatchObject({
    exitCode: 2,
    stderr: 'Unknown argument --what. See --help.\n',
  });
});
