/** What this repository is made of: few packages, exact versions, known contents, and none runs at install. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Manifest {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}
interface Locked extends Manifest {
  integrity?: string;
  resolved?: string;
  link?: boolean;
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packages: locked } = read('package-lock.json') as { packages: Record<string, Locked> };
const folders = ['', 'packages/hooks', 'packages/ecr-auth', 'test'];
const manifestOf = (folder: string) => read(join(folder, 'package.json')) as Manifest;

/** What npm runs when somebody installs a package, from a registry or a folder. */
const atInstall = /^(pre|post)?(install|prepare)$|^prepublish$/;

describe.each(folders)('./%s', (folder) => {
  const manifest = manifestOf(folder);
  const wanted = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  });

  test('names exact versions', () => {
    expect(wanted.length).toBeGreaterThan(3);
    const inexact = wanted.filter(([, range]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/.test(range));
    expect(inexact).toEqual([]);
  });

  test('is locked as it is', () => {
    const { dependencies, devDependencies, optionalDependencies } = locked[folder] ?? {};
    expect({ ...dependencies, ...devDependencies, ...optionalDependencies }).toEqual(
      Object.fromEntries(wanted),
    );
  });

  test('runs nothing when it is installed', () => {
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => atInstall.test(name))).toEqual([]);
  });
});

test('what is locked has a digest, from whichever registry it comes', () => {
  const strangers = Object.entries(locked).filter(([path]) => !folders.includes(path));
  const ours = strangers.filter(([, { link }]) => link).map(([, { resolved }]) => resolved);
  expect(ours.sort()).toEqual(['packages/ecr-auth', 'packages/hooks', 'test']);
  const others = strangers.filter(([, { link }]) => !link);
  expect(others.length).toBeGreaterThan(100);
  const unknown = others.filter(
    ([, { integrity = '', resolved }]) => !/^sha512-/.test(integrity) || resolved !== undefined,
  );
  expect(unknown).toEqual([]);
});

test('npm runs nothing of a package that it installs here', () => {
  const args = ['config', 'get', 'ignore-scripts'];
  expect(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })).toBe('true\n');
});

// One more is a decision. What these bring along stands in THIRD-PARTY-NOTICES.txt of each.
test.each([
  [
    'packages/hooks',
    ['@actions/expressions', '@actions/workflow-parser', 'execa', 'pino', 'yaml', 'zod'],
  ],
  [
    'packages/ecr-auth',
    [
      ...['@aws-sdk/client-ecr', '@aws-sdk/client-ecr-public', '@aws-sdk/client-sts'],
      ...['@aws-sdk/credential-providers', '@smithy/core', '@smithy/node-http-handler'],
      ...['blakejs', 'https-proxy-agent', 'proxy-from-env', 'tweetnacl', 'zod'],
    ],
  ],
])('%s bundles few packages, and depends on none', (folder, names) => {
  const { dependencies, devDependencies = {} } = manifestOf(folder);
  const ofOthers = Object.keys(devDependencies).filter(
    (name) => !/^@(types|ecr-runner-hooks)\/|^@aws-sdk\/types$/.test(name),
  );
  expect({ bundled: ofOthers.sort(), dependencies }).toEqual({ bundled: names, dependencies: {} });
});
