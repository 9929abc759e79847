import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, locateDocker, readStartPath, resolveClientPath } from './locate.ts';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'locate-')));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function program(folder: string, mode = 0o755): string {
  const path = join(directory, folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'docker'), '');
  chmodSync(join(path, 'docker'), mode);
  return path;
}

test.each([
  [{ worker: '/usr/bin', remembered: '/b', own: '/evil' }, '/usr/bin'],
  [{ worker: undefined, remembered: '/usr/bin', own: '/evil' }, '/usr/bin'],
  [{ worker: undefined, remembered: undefined, own: '/opt:/usr/bin' }, '/opt:/usr/bin'],
  [{ worker: undefined, remembered: undefined, own: undefined }, ''],
  [
    {
      worker: '/r/_work/x/bin:/r/_work:./bin::bin:/r/_workers:/bin',
      remembered: undefined,
      own: undefined,
    },
    '/r/_workers:/bin',
  ],
  [
    { worker: undefined, remembered: '/tmp/../r/_work/evil:/r/x/../_work:/bin/', own: undefined },
    '/bin/',
  ],
])('takes the PATH of %j without what a workflow can write to', (sources, path) => {
  expect(resolveClientPath(sources, '/r/_work')).toBe(path);
});

test('takes no entry that leads into the work folder behind a link', () => {
  const work = program('_work2/tools');
  const linked = join(directory, 'linked2');
  symlinkSync(work, linked);
  const sources = { worker: undefined, remembered: `${linked}:/bin`, own: undefined };
  expect(resolveClientPath(sources, join(directory, '_work2'))).toBe('/bin');
});

test('finds the first program that can be executed', () => {
  const plain = program('plain', 0o644);
  const good = program('good');
  mkdirSync(join(directory, 'folder/docker'), { recursive: true });
  const path = [join(directory, 'none'), join(directory, 'folder'), plain, good].join(':');
  expect(findProgram('docker', path)).toBe(join(good, 'docker'));
  expect(findProgram('docker', '')).toBeUndefined();
});

test('never takes a docker that lies in the work folder behind a link', () => {
  const work = program('_work/tools');
  const linked = join(directory, 'linked');
  symlinkSync(work, linked);
  expect(() => locateDocker(linked, join(directory, '_work'))).toThrow(
    `docker was not found on the runner's PATH (${linked}).`,
  );
});

test('reads the PATH that a process was started with', async () => {
  const env = { PATH: '/start/path', OTHER: 'PATH=no' };
  const child = spawn(
    process.execPath,
    ['-e', 'process.env.PATH = "/changed"; process.stdin.resume(); console.log(1)'],
    { env, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(readStartPath(child.pid ?? 0)).toBe('/start/path');
  } finally {
    child.kill();
  }
  expect(readStartPath(0)).toBeUndefined();
});
