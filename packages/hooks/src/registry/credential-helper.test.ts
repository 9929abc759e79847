import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropCachedToken, helperAnswers, resolveEcrHelper } from './credential-helper.ts';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const HOME = mkdtempSync(join(tmpdir(), 'helper-test-'));
const record = join(HOME, 'asked');
const env = { HOME, PATH: HOME };
afterAll(() => {
  rmSync(HOME, { recursive: true });
});

function addHelper(name: string, exitCode = 0): void {
  const script = `#!/bin/sh\nread -r key\necho "$0 $1 $key" >> ${record}\nexit ${String(exitCode)}\n`;
  writeFileSync(join(HOME, `docker-credential-${name}`), script, { mode: 0o755 });
}

function asked(): string[] {
  const lines = existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : [];
  rmSync(record, { force: true });
  return lines.map((line) => line.replace(`${HOME}/docker-credential-`, ''));
}

test('takes the first helper for ECR on PATH, unless a setting says otherwise', () => {
  expect(resolveEcrHelper(undefined, HOME)).toBeUndefined();
  addHelper('ecr-auth');
  expect(resolveEcrHelper(undefined, HOME)).toBe('ecr-auth');
  addHelper('ecr-login');
  expect(resolveEcrHelper(undefined, HOME)).toBe('ecr-login');
  expect(resolveEcrHelper('off', HOME)).toBeUndefined();
  expect(resolveEcrHelper('mine', HOME)).toBe('mine');
});

test('asks a helper over stdin', async () => {
  addHelper('yes');
  addHelper('no', 1);
  expect(await helperAnswers('yes', host, env)).toBe(true);
  expect(await helperAnswers('no', host, env)).toBe(false);
  expect(await helperAnswers('missing', host, env)).toBe(false);
  expect(asked()).toEqual([`yes get ${host}`, `no get ${host}`]);
});

test('does not wait for a helper that hangs when the step is cancelled', async () => {
  writeFileSync(join(HOME, 'docker-credential-hang'), '#!/bin/sh\nexec sleep 1014\n', {
    mode: 0o755,
  });
  const controller = new AbortController();
  const PATH = `${HOME}:${process.env['PATH'] ?? ''}`;
  const answer = helperAnswers('hang', host, { HOME, PATH }, controller.signal);
  setTimeout(() => {
    controller.abort(new Error('cancelled'));
  }, 100);
  await expect(answer).rejects.toThrow('cancelled');
});

test('does not wait for what a helper has started, either, and ends it', async () => {
  // As a wrapper in shell does: its child holds the output open.
  writeFileSync(join(HOME, 'docker-credential-wrap'), `#!/bin/sh\nsleep 1015\n`, { mode: 0o755 });
  const controller = new AbortController();
  const PATH = `${HOME}:${process.env['PATH'] ?? ''}`;
  const answer = helperAnswers('wrap', host, { HOME, PATH }, controller.signal);
  setTimeout(() => {
    controller.abort(new Error('cancelled'));
  }, 100);
  await expect(answer).rejects.toThrow('cancelled');
  expect(spawnSync('pgrep', ['-f', '^sleep 1015$']).stdout.toString()).toBe('');
});

test('has ecr-auth forget a token', async () => {
  addHelper('ecr-auth');
  expect(await dropCachedToken('ecr-auth', host, env)).toBe(true);
  expect(asked()).toEqual([`ecr-auth erase ${host}`]);
});

test.each([
  ['its default place', {}, '.ecr'],
  ['the place of AWS_ECR_CACHE_DIR', { AWS_ECR_CACHE_DIR: join(HOME, 'own') }, 'own'],
])('removes the cache of ecr-login in %s', async (_what, more, folder) => {
  const file = join(HOME, folder, 'cache.json');
  mkdirSync(join(HOME, folder));
  writeFileSync(file, '{}');
  expect(await dropCachedToken('ecr-login', host, { ...env, ...more })).toBe(true);
  expect(existsSync(file)).toBe(false);
  expect(await dropCachedToken('ecr-login', host, { ...env, ...more })).toBe(true);
});

test('never has another helper delete what an administrator stored', async () => {
  addHelper('pass');
  expect(await dropCachedToken('pass', host, env)).toBe(false);
  expect(asked()).toEqual([]);
});
