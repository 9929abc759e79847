import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRunnerEnv } from './runner-env.ts';

const folder = mkdtempSync(join(tmpdir(), 'runner-env-'));
const file = join(folder, '.env');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a line is a name and a value as it stands', () => {
  writeFileSync(file, 'LANG=C.UTF-8\r\nHOOK_DOCKER_CONFIG=/etc/a b\nA="x=y"\n\n# no line\n=no\n');
  expect(readRunnerEnv(file)).toEqual({
    LANG: 'C.UTF-8',
    HOOK_DOCKER_CONFIG: '/etc/a b',
    A: '"x=y"',
  });
});

test('PATH is that of the service, unless .env has one', () => {
  writeFileSync(join(folder, '.path'), '/usr/bin:/bin\n');
  expect(readRunnerEnv(file)['PATH']).toBe('/usr/bin:/bin');
  writeFileSync(file, 'PATH=/opt/bin\n');
  expect(readRunnerEnv(file)).toEqual({ PATH: '/opt/bin' });
});

test.each([
  ['/nowhere/.env', 'ENOENT'],
  ['/dev/zero', 'it is not a file'],
])('names %s, which cannot be read', (name, why) => {
  expect(() => readRunnerEnv(name)).toThrow(
    `The file of --runner-env, ${name}, cannot be read: ${why}.`,
  );
});
