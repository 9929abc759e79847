/** Who builds a release again gets the same bytes, so a release can be compared with its sources. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { bundledNode } from '../test/support/nodes.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'reproducible-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Machine {
  place: string;
  node: 'node20' | 'node24';
  umask: string;
  env: Record<string, string>;
}
const machines: Machine[] = [
  {
    place: join(folder, 'one'),
    node: 'node20',
    umask: '022',
    env: { TZ: 'UTC', LANG: 'C', HOME: '/root' },
  },
  {
    place: join(folder, 'another place/ecr-runner-hooks'),
    node: 'node24',
    umask: '077',
    // Turkish has its own letters i, and a clock may be years ahead.
    env: { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', HOME: '/', NODE_OPTIONS: inYears(30) },
  },
];
const [one, other] = machines as [Machine, Machine];

/** The option by which node has that much later a date. */
function inYears(years: number): string {
  const source =
    `const now = () => performance.timeOrigin + performance.now() + ${String(years * 365.25 * 86_400_000)};` +
    'globalThis.Date = class extends Date { constructor(...a) { super(...(a.length ? a : [now()])); }' +
    ' static now() { return now(); } };';
  return `--import=data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
}

/** A clone of what is committed here, with packages of its own, as `npm install` makes it. */
function clone({ place }: Machine): void {
  execFileSync('git', ['clone', '--quiet', '--no-local', root, place], { stdio: 'pipe' });
  for (const folder of ['node_modules', 'packages/hooks/node_modules']) {
    mkdirSync(join(place, folder));
    // The programs of node that the tests start are large, and nothing is built with them.
    const names = readdirSync(join(root, folder)).filter((name) => !/^node2\d/.test(name));
    copy(
      names.map((name) => join(root, folder, name)),
      join(place, folder),
    );
  }
}

/** By links, which other file systems refuse. */
function copy(paths: readonly string[], place: string): void {
  const args = ['--archive', ...paths, place];
  try {
    execFileSync('cp', ['--link', ...args], { stdio: 'pipe' });
  } catch {
    execFileSync('cp', ['--remove-destination', ...args]);
  }
}

/** As `npm run package` does it, but for the installation. */
async function build({ place, node, umask, env }: Machine): Promise<void> {
  const path = `${dirname(bundledNode(node))}:/usr/bin:/bin`;
  const script = 'umask "$1" && cd "$2" && node build.js && node release/package.js';
  await promisify(execFile)('sh', ['-ec', script, 'sh', umask, place], {
    env: { PATH: path, ...env },
  });
}

function digestsIn({ place }: Machine): Record<string, string> {
  const folders = ['dist', 'packages/hooks/dist', 'packages/ecr-auth/dist'];
  const files = folders
    .flatMap((name) => readdirSync(join(place, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [
      relative(place, file),
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    ]),
  );
}

beforeAll(async () => {
  machines.forEach(clone);
  await Promise.all(machines.map(build));
}, 300_000);

test('two clones build the same, whatever place, node, umask, language, time and time zone', () => {
  const digests = digestsIn(one);
  const names = Object.keys(digests);
  expect(names).toEqual(expect.arrayContaining(['packages/hooks/dist/index.js']));
  expect(names.filter((name) => /^dist\/.*\.(zip|txt)$/.test(name))).toHaveLength(2);
  expect(digestsIn(other)).toEqual(digests);
});

test('nothing in it tells where it was built', () => {
  for (const name of Object.keys(digestsIn(other)))
    expect([name, readFileSync(join(other.place, name)).includes(folder)]).toEqual([name, false]);
});

test('the page that tells how to verify a release is right', () => {
  const page = readFileSync(join(root, 'docs/deployment/verify.md'), 'utf8');
  const commands = [...page.matchAll(/^.*sha256sum --check .*$/gm)].map(([line]) => line);
  expect(commands).toHaveLength(2);
  const [download = '', rebuilt = ''] = commands;
  const run = (command: string, cwd: string) =>
    execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8' });

  expect(run(download, join(one.place, 'dist'))).toMatch(/^ecr-runner-hooks-.*\.zip: OK\n$/);
  const beside = dirname(other.place);
  copyFileSync(join(one.place, 'dist/checksums.txt'), join(beside, 'checksums.txt'));
  expect(run(rebuilt, beside)).toMatch(/^ecr-runner-hooks-.*\.zip: OK\n$/);
});
