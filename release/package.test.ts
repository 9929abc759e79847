/** What a release publishes, made by the very script that the workflow runs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bundledNode } from '../test/support/nodes.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const { version } = JSON.parse(readFileSync(join(root, 'packages/hooks/package.json'), 'utf8')) as {
  version: string;
};
const zip = `ecr-runner-hooks-${version}.zip`;
const unpacked = join(folder, 'unpacked');

function run(program: string, args: readonly string[], cwd = folder, env: object = {}): string {
  return execFileSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
}

function makeRelease(place: string, env?: object): Buffer {
  run(process.execPath, [join(root, 'release/package.js'), place], folder, env);
  return readFileSync(join(place, zip));
}

beforeAll(() => {
  makeRelease(join(folder, 'one'));
  run('unzip', ['-q', join(folder, 'one', zip), '-d', unpacked]);
});

test('two runs make the same bytes, whatever the time zone and the umask', () => {
  const again = makeRelease(join(folder, 'two'), { TZ: 'Asia/Tokyo' });
  expect(again.equals(readFileSync(join(folder, 'one', zip)))).toBe(true);
});

test('the checksums are such that sha256sum accepts them, and notices a changed zip', () => {
  const check = (place: string) => run('sha256sum', ['--check', 'checksums.txt'], place);
  expect(check(join(folder, 'one'))).toBe(`${zip}: OK\n`);
  const broken = join(folder, 'broken');
  cpSync(join(folder, 'one'), broken, { recursive: true });
  run('sh', ['-c', `echo >> ${zip}`], broken);
  expect(() => check(broken)).toThrow(/WARNING: 1 computed checksum did NOT match/);
});

test('it has the hook and what goes with it, and nothing else', () => {
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)));
  const chunk = /^(ecr-auth\/)?chunks\/[\w-]+-[A-Z0-9]{8}\.js$/;
  const built = ['index.js', 'cli.js', 'package.json', 'THIRD-PARTY-NOTICES.txt'];
  const ofHook = [...built, 'hook.js'];
  const ofEcrAuth = [...built, 'registry.js', 'credential-helper.js'];
  const beside = ['LICENSE', 'policy.schema.json', 'rollout.schema.json'];
  const installing = ['install.sh', 'actions-runner.service'];
  expect(files.filter((name) => !chunk.test(name)).sort()).toEqual(
    [...ofHook, ...beside, ...installing, ...ofEcrAuth.map((name) => `ecr-auth/${name}`)].sort(),
  );
  for (const folder of ['chunks/', 'ecr-auth/chunks/'])
    expect(files.filter((name) => name.startsWith(folder)).length).toBeGreaterThan(10);
});

test('only what is started by name is executable', () => {
  const files = readdirSync(unpacked, { recursive: true }).map(String);
  const executable = files.filter((name) => {
    const stat = statSync(join(unpacked, name));
    return stat.isFile() && (stat.mode & 0o111) !== 0;
  });
  expect(executable.sort()).toEqual([
    'cli.js',
    'ecr-auth/cli.js',
    'ecr-auth/credential-helper.js',
    'install.sh',
  ]);
});

test.each(['', 'ecr-auth'])('the licences of what is bundled go along (%s)', (part) => {
  const notices = readFileSync(join(unpacked, part, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toMatch(/^zod \d/m);
  expect(notices).toMatch(part === '' ? /^pino \d/m : /^@smithy\/core \d/m);
});

describe.each(['node20', 'node24'] as const)('unpacked, on %s', (node) => {
  test('the hook says its version', () => {
    const args = [join(unpacked, 'index.js'), '--version'];
    expect(run(bundledNode(node), args)).toBe(`${version}\n`);
  });

  test('the command hooks checks a rollout file', () => {
    const args = [join(unpacked, 'cli.js'), 'rollout', '--help'];
    expect(run(bundledNode(node), args)).toMatch(/rollout/);
  });

  test('the credential helper answers docker', () => {
    const args = [join(unpacked, 'ecr-auth/credential-helper.js'), 'version'];
    expect(run(bundledNode(node), args)).toMatch(/\d+\.\d+\.\d+/);
  });
});
