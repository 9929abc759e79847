import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostOf } from './host.ts';
import { judgePath } from './judge-sources.ts';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'policy-host-')));
const allowed = join(directory, 'allowed');
mkdirSync(join(allowed, 'inside'), { recursive: true });
symlinkSync('/etc', join(allowed, 'out'));
symlinkSync('/etc/not-there/yet', join(allowed, 'dangling'));
symlinkSync('loop', join(allowed, 'loop'));
symlinkSync('inside', join(allowed, 'in'));
symlinkSync(allowed, join(directory, 'root'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const judged = (path: string, root = allowed) =>
  judgePath(path, { paths: [root] }, hostOf(undefined, []));

test.each([
  ['', undefined],
  ['/inside', undefined],
  ['/in', undefined],
  ['/not/there/yet', undefined],
  ['/out', 'which leads to /etc, and allow.paths is '],
  ['/out/passwd', 'which leads to /etc/passwd, and allow.paths is '],
  ['/out/not/there/yet', 'which leads to /etc/not/there/yet, and allow.paths is '],
  ['/dangling', 'which leads to /etc/not-there/yet, and allow.paths is '],
  ['/dangling/deeper', 'which leads to /etc/not-there/yet/deeper, and allow.paths is '],
  ['/out/../in', undefined],
  ['/..', 'and allow.paths is '],
  ['/loop', 'and where that leads cannot be told'],
  ['/loop/deeper', 'and where that leads cannot be told'],
  [`/${'x'.repeat(300)}`, 'and where that leads cannot be told'],
])('of an allowed folder, %j is judged by where it leads', (below, why) => {
  const found = judged(allowed + below);
  if (why === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(why);
});

test('a folder that is allowed by a link is allowed by its own name behind it only', () => {
  const root = join(directory, 'root');
  expect(judged(join(root, 'inside'), root)).toBeUndefined();
  expect(judged(join(root, 'out'), root)).toContain('which leads to /etc');
  expect(judged(join(allowed, 'inside'), root)).toContain('and allow.paths is');
});

test("links are looked for where the runner has the daemon's folder", () => {
  const host = hostOf(undefined, [{ from: allowed, to: '/daemon' }]);
  const paths = { paths: ['/daemon'] };
  expect(judgePath('/daemon/in', paths, host)).toBeUndefined();
  expect(judgePath('/daemon/out', paths, host)).toContain('which leads to /etc');
});

test('a daemon has its socket where the runner reaches it, too', () => {
  const without = { 'docker-socket': false };
  const socket = join(allowed, 'inside/docker.sock');
  const host = hostOf(socket, []);
  for (const path of [socket, allowed, join(allowed, 'in'), '/run/docker.sock', '/var/run', '/'])
    expect(judgePath(path, without, host)).toContain('and allow.docker-socket is false');
  expect(judgePath(join(allowed, 'other'), without, host)).toBeUndefined();
});
