import { expect, test } from '@jest/globals';
import type { Context } from '../context.ts';
import { createEvidence } from '../evidence.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryAccess } from './access.ts';
import type { RegistryAuth } from './auth.ts';
import { shadowHelpers } from './shadow.ts';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const credentials = { username: 'AWS', password: 'p' };
const image = {
  image: `${host}/app:1`,
  host,
  platform: undefined,
  credentials,
  origin: 'x',
  auth: { kind: 'login' as const, credentials },
};

/** Looks at one host whose credentials come as `resolve` says. */
async function look(resolve: RegistryAccess['resolve'], path = '/nowhere') {
  const evidence = createEvidence();
  const lines: string[] = [];
  const context = {
    evidence,
    log: { info: (line: string) => void lines.push(line) },
    client: { helperEnv: { PATH: path } },
    signal: new AbortController().signal,
  } as unknown as Context;
  await shadowHelpers([image, image], { resolve } as RegistryAccess, context, 200);
  return { found: evidence.collected().shadow, lines };
}

test('a helper that hangs is told once, and does not hold the job', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shadow-'));
  const program = join(folder, 'docker-credential-slow');
  writeFileSync(program, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
  const auth: RegistryAuth = { kind: 'helper', helper: 'slow' };
  const { found, lines } = await look(() => Promise.resolve(auth), `${folder}:/usr/bin:/bin`);
  rmSync(folder, { recursive: true });
  expect(found).toEqual([{ host, covered: true, ok: false }]);
  expect(lines).toEqual([
    `Shadow of credential-helper: pulls from ${host} might fail: there was no answer within 0.2 s.`,
  ]);
});

test('a credential store that hangs is ended and is not taken for "not covered"', async () => {
  let ended = false;
  const { found } = await look((_host, _credentials, until) => {
    until?.addEventListener('abort', () => {
      ended = true;
    });
    return new Promise(() => undefined);
  });
  expect(found).toEqual([{ host, covered: true, ok: false }]);
  expect(ended).toBe(true);
});

test('a config that cannot be asked says so', async () => {
  const { lines } = await look(() => Promise.reject(new Error('EMFILE: too many open files')));
  expect(lines.join()).toContain('might fail: EMFILE: too many open files');
});
