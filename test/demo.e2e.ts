import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
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

async function demo(...args: string[]): Promise<Demo> {
  const program = join(projectFolder(), 'test/dist/demo.js');
  const child = spawn(process.execPath, [program, ...args]);
  child.stdin.end();
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr };
}

function jobFile(content: string): string {
  const file = join(folder, 'job.yml');
  writeFileSync(file, content);
  return file;
}

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1';

test('plays the job of the README, and every proof holds', async () => {
  const { exitCode, stdout, stderr } = await demo();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('● Initialize containers');
  expect(stdout).toContain('  PONG');
  expect(stdout).toContain('  Hello, dear reader, from a Dockerfile action on /github/workspace');
  expect(stdout).toContain('✗ exit code 42');
  const [, proofs = ''] = stdout.split('Proven in this run');
  expect(proofs.match(/^✓ /gm)).toHaveLength(7);
  expect(proofs).not.toContain('✗');
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toMatch(/^::|##\[/m);
});

test('tells machines the same', async () => {
  const file = jobFile(
    `container: { image: ${image} }\nsteps: [{ run: exit 3 }]\nimages: { '${image}': {} }\n`,
  );
  const { exitCode, stdout } = await demo('--json', file);
  const result = JSON.parse(stdout) as {
    success: boolean;
    steps: { name: string; exitCode: number }[];
  };
  expect(exitCode).toBe(1);
  expect(result.success).toBe(false);
  expect(result.steps.map(({ name, exitCode: code }) => [name, code])).toEqual([
    ['Initialize containers', 0],
    ['Run', 3],
    ['Stop containers', 0],
  ]);
});

test.each([
  ['steps: [\n', /is not YAML: .* at line 2, column 1/],
  ['steps: [{}]\nimages: {}\n', /is not a job: steps\.0: needs run or uses\./],
  [
    'steps: [{ uses: actions/checkout@v4 }]\nimages: {}',
    /only docker:\/\/image and \.\/folder can be played here/,
  ],
])('says what is wrong with %j', async (content, message) => {
  const { exitCode, stdout, stderr } = await demo(jobFile(content));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('knows --help and refuses other options', async () => {
  expect((await demo('--help')).stdout).toContain('Usage: npm start');
  expect(await demo('--what')).toMatchObject({
    exitCode: 2,
    stderr: 'Unknown option --what; see --help.\n',
  });
});
