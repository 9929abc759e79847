/** The snippets of docs/recipes and docs/ecr-auth.md, and what they promise: a push without a login. */
import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';
import { projectFolder } from './support/project.ts';

const recipes = join(projectFolder(), 'docs/recipes');
const pages = [
  ...readdirSync(recipes).map((name) => join(recipes, name)),
  join(projectFolder(), 'docs/ecr-auth.md'),
];

function snippets(language: string): [string, string][] {
  return pages.flatMap((page) => {
    const blocks = readFileSync(page, 'utf8').matchAll(
      new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'),
    );
    return [...blocks].map(([, indent = '', code = ''], index): [string, string] => [
      `${page.slice(projectFolder().length + 1)} ${index + 1}`,
      code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    ]);
  });
}

describe('the snippets', () => {
  test.each(snippets('json'))('%s is JSON', (_where, code) => {
    expect(JSON.parse(code)).toEqual(expect.anything());
  });

  test.each(snippets('yaml'))('%s is YAML, and complete', (_where, code) => {
    for (const document of parseAllDocuments(code)) {
      expect(document.errors).toEqual([]);
      const content = document.toJS() as object;
      expect('kind' in content || ('jobs' in content && 'on' in content)).toBe(true);
    }
  });

  test.each(snippets('sh'))('%s is a shell script', (_where, code) => {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('every command of ecr-auth in the pages has only flags that exist', async () => {
  await using environment = await startEnvironment();
  const ecrAuth = installEcrAuth(environment);
  const text = pages.map((page) => readFileSync(page, 'utf8').replaceAll('\\\n', ' ')).join('\n');
  const used = text.matchAll(
    /ecr-auth (doctor|config|get-login-password|sync-github-secret)((?: +[^\n|`$)]+)?)/g,
  );
  const help = new Map<string, string>();
  let flags = 0;
  for (const [, command = '', rest = ''] of used) {
    const known = help.get(command) ?? (await ecrAuth.cli([command, '--help'])).stdout;
    help.set(command, known);
    for (const [flag] of rest.split(' docker ')[0]?.matchAll(/--[a-z-]+/g) ?? []) {
      flags += 1;
      expect(`${known} --help`).toContain(flag);
    }
  }
  expect(flags).toBeGreaterThan(10);
});

test('docker pushes through the helper without a login', async () => {
  await using environment = await startEnvironment();
  const ecrAuth = installEcrAuth(environment);
  await environment.seedImage([`${ecr}/base:1`]);
  expect(await ecrAuth.pull(`${ecr}/base:1`, awsIdentity(environment))).toMatchObject({
    exitCode: 0,
  });
  const directory = join(environment.directory, 'push');
  const config = ['config', '--registry', '123456789012@us-east-1', '--config', directory];
  expect(await ecrAuth.cli(config)).toMatchObject({ exitCode: 0 });
  await environment.docker('tag', `${ecr}/base:1`, `${ecr}/team/app:2`);
  const push = await environment.run(['docker', 'push', `${ecr}/team/app:2`], {
    env: {
      ...awsIdentity(environment),
      PATH: ecrAuth.path,
      HOME: environment.directory,
      DOCKER_CONFIG: directory,
      DOCKER_HOST: environment.dockerHost,
    },
  });
  expect(push).toMatchObject({ exitCode: 0, stderr: '' });
  await environment.docker('image', 'rm', `${ecr}/team/app:2`, `${ecr}/base:1`);
  const pulled = await ecrAuth.pull(`${ecr}/team/app:2`, awsIdentity(environment));
  expect(pulled).toMatchObject({ exitCode: 0, stderr: '' });
  const requests = await environment.registry.requests();
  const uploads = requests.filter(({ method, status }) => method === 'PUT' && status === 201);
  expect(new Set(uploads.map(({ user }) => user))).toEqual(new Set(['AWS']));
});
