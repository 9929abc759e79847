/** The declarations of ecr-auth, for whoever installs it: read by the TypeScript of this repository. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installAlone } from './install-alone.ts';

const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const use = `
const options: EcrAuthOptions = { warn: (text) => void text.length };
const auth: EcrAuth = createEcrAuth(options);
export const token: Promise<EcrToken> = auth.getToken('public.ecr.aws', { refresh: true });
export const user: Promise<'AWS'> = token.then((one) => one.username);
export const registry: EcrRegistry | undefined = parseEcrHost('public.ecr.aws');
export const region: string | undefined = parseHost('public.ecr.aws')?.region;
export const isThrottled = (error: unknown) => error instanceof EcrAuthError && error.reason === 'throttled';
// @ts-expect-error What is no string is no host.
parseEcrHost(42);
// @ts-expect-error Only reasons that there are can be asked for.
export const isOther = (error: EcrAuthError) => error.reason === 'other';
`;
const names =
  'EcrAuthError, createEcrAuth, parseEcrHost, ' +
  'type EcrAuth, type EcrAuthOptions, type EcrRegistry, type EcrToken';
const imports = `
import { ${names} } from '@ecr-runner-hooks/ecr-auth';
import { parseEcrHost as parseHost } from '@ecr-runner-hooks/ecr-auth/registry';
// @ts-expect-error The package is closed.
export type { oneLine } from '@ecr-runner-hooks/ecr-auth/dist/errors.js';
`;

beforeAll(() => {
  installAlone('ecr-auth', 'node20', folder);
  writeFileSync(join(folder, 'consumer.mts'), imports + use);
  // In a module of CommonJS the compiler makes calls of require() from imports.
  writeFileSync(join(folder, 'consumer.cts'), imports + use);
});

/** Strict, without the types of node, and every declaration is checked. */
function compile(...options: string[]) {
  const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc');
  const common = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023'];
  const files = ['consumer.mts', 'consumer.cts'];
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, ...common, ...options, '--ignoreConfig', ...files],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, stdout };
}

test.each([
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])('a user who compiles with module %s and resolution %s gets them', (module, resolution) => {
  const options = ['--module', module, '--moduleResolution', resolution];
  expect(compile(...options)).toEqual({ status: 0, stdout: '' });
});

test('a declaration that was left out would be missed', () => {
  rmSync(join(folder, 'node_modules/@ecr-runner-hooks/ecr-auth/dist/token/token.d.ts'));
  const { status, stdout } = compile('--module', 'nodenext');
  expect(status).not.toBe(0);
  expect(stdout).toContain("Cannot find module './token/token.js'");
});
