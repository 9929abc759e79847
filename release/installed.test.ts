/** The packages as users have them: installed alone in an empty folder, on each node of the runner. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundledNode } from '../test/support/nodes.ts';
import { installAlone } from './install-alone.ts';

const root = join(import.meta.dirname, '..');
const top = mkdtempSync(join(tmpdir(), 'installed-'));
afterAll(() => {
  rmSync(top, { recursive: true });
});

const { version } = JSON.parse(readFileSync(join(root, 'packages/hooks/package.json'), 'utf8')) as {
  version: string;
};
const request = JSON.parse(
  readFileSync(join(root, 'packages/hooks/test/requests/prepare_job.json'), 'utf8'),
) as object;

interface Start {
  args: readonly string[];
  env?: Record<string, string>;
  input?: string;
}

describe.each(['node20', 'node24'] as const)('on %s', (node) => {
  const folder = join(top, node);
  const env = { PATH: dirname(bundledNode(node)), HOME: folder };

  /** A program as a shell finds it, with node and nothing else on its PATH. */
  function run(name: 'hooks' | 'ecr-auth', program: string, { args, ...more }: Start) {
    const cwd = join(folder, name);
    const path = program === 'node' ? bundledNode(node) : join(cwd, 'node_modules/.bin', program);
    const options = { cwd, env: { ...env, ...more.env }, input: more.input ?? '' };
    const { status, stdout, stderr } = spawnSync(path, args, { ...options, encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  beforeAll(() => {
    for (const name of ['hooks', 'ecr-auth']) installAlone(name, node, join(folder, name));
  });

  test.each(['hooks', 'ecr-auth'])('%s comes alone', (name) => {
    const modules = join(folder, name, 'node_modules');
    const packages = readdirSync(modules).filter((entry) => !entry.startsWith('.'));
    expect(packages).toEqual(['@ecr-runner-hooks']);
    expect(readdirSync(join(modules, '@ecr-runner-hooks'))).toEqual([name]);
  });

  test.each([
    ['hooks', 'hooks', /^Usage: hooks COMMAND/m],
    ['ecr-auth', 'ecr-auth', /^Usage: ecr-auth COMMAND/m],
    ['ecr-auth', 'docker-credential-ecr-auth', /^Usage: docker-credential-ecr-auth COMMAND/m],
  ] as const)('the program %s/%s says its usage and its version', (name, program, usage) => {
    const help = run(name, program, { args: ['--help'] });
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(usage);
    const answer = run(name, program, { args: ['--version'] });
    expect(answer).toMatchObject({ status: 0, stderr: '' });
    expect(answer.stdout.trim().split(' ').at(-1)).toBe(version);
  });

  test('the hook answers a request: without a daemon, with what to do', () => {
    const responseFile = join(folder, 'response.json');
    writeFileSync(responseFile, '');
    const { resolve } = createRequire(join(folder, 'hooks/index.js'));
    const { status, stdout, stderr } = run('hooks', 'node', {
      args: [resolve('@ecr-runner-hooks/hooks/dist/index.js')],
      env: {
        GITHUB_WORKSPACE: folder,
        RUNNER_TEMP: folder,
        RUNNER_NAME: 'runner-1',
        // The machine of the test may have a daemon.
        DOCKER_HOST: `unix://${folder}/docker.sock`,
      },
      input: JSON.stringify({ ...request, responseFile }),
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const errors = stdout.split('\n').filter((line) => line.startsWith('::error::'));
    expect(errors).toEqual([
      expect.stringMatching(/Cannot connect to the Docker daemon .* Check that dockerd runs/),
    ]);
  });

  test('nobody starts the hook by an import', () => {
    const { status, stderr } = run('hooks', 'node', {
      args: ['--eval', "require('@ecr-runner-hooks/hooks')"],
    });
    expect(status).toBe(1);
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  test('the credential helper answers docker', () => {
    const { status, stdout } = run('ecr-auth', 'docker-credential-ecr-auth', { args: ['list'] });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '{}\n' });
  });

  test.each([
    ['import', ['--input-type=module', '--eval'], (name: string) => `await import('${name}')`],
    ['require', ['--eval'], (name: string) => `require('${name}')`],
  ] as const)('the library can be had by %s', (_what, args, load) => {
    const script =
      `const { createEcrAuth, EcrAuthError, parseEcrHost } = ${load('@ecr-runner-hooks/ecr-auth')};` +
      `const registry = ${load('@ecr-runner-hooks/ecr-auth/registry')};` +
      `const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';` +
      `createEcrAuth().getToken('ghcr.io').catch((error) => console.log(JSON.stringify([` +
      `error instanceof EcrAuthError, parseEcrHost(host).region, registry.parseEcrHost(host).region])));`;
    const { status, stdout, stderr } = run('ecr-auth', 'node', { args: [...args, script] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([true, 'eu-west-1', 'eu-west-1']);
  });
});
