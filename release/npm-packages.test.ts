/** What npm would publish of each package: these files and no others, and what its manifest says of them. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headingAnchors, relativeLinks } from '../docs/links.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(path, 'utf8');

interface Manifest {
  description: string;
  keywords: string[];
  homepage: string;
  bugs: string;
  repository: { url: string };
  license: string;
  publishConfig: unknown;
  engines: { node: string };
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  dependencies: object;
}
const manifestOf = (folder: string) =>
  JSON.parse(read(join(root, folder, 'package.json'))) as Manifest;

const always = ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.txt', 'cli.js', 'index.js'];
const published = {
  hooks: {
    bin: { hooks: './dist/cli.js' },
    exports: ['./dist/index.js', './policy.schema.json', './rollout.schema.json'],
    files: [...always, 'hook.js', 'policy.schema.json', 'rollout.schema.json'],
  },
  'ecr-auth': {
    bin: {
      'docker-credential-ecr-auth': './dist/credential-helper.js',
      'ecr-auth': './dist/cli.js',
    },
    exports: ['.', './registry'],
    files: [
      ...[...always, 'credential-helper.js', 'registry.js', 'index.d.ts', 'registry.d.ts'],
      ...['ecr-auth.d.ts', 'errors.d.ts', 'identity/source-name.d.ts', 'token/token.d.ts'],
    ],
  },
};
/** Who publishes this writes another name in the place of OWNER, everywhere (release/origin.js). */
const home = manifestOf('packages/hooks').repository.url.replace(/^git\+|\.git$/g, '');

const atTop = /^(LICENSE|README\.md|.*\.schema\.json)$/;

describe.each(['hooks', 'ecr-auth'] as const)('packages/%s', (name) => {
  const folder = join(root, 'packages', name);
  const manifest = manifestOf(`packages/${name}`);
  const { bin, exports, files } = published[name];
  const [pack] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: folder, encoding: 'utf8' }),
  ) as [{ files: { path: string; mode: number }[] }];
  const paths = pack.files.map(({ path }) => path);

  test('has what users need, chunks of code, and nothing else', () => {
    const chunk = /^dist\/chunks\/[\w-]+-[A-Z0-9]{8}\.js$/;
    const expected = files.map((file) => (atTop.test(file) ? file : `dist/${file}`));
    expected.push('package.json', 'dist/package.json');
    expect(paths.filter((path) => !chunk.test(path)).sort()).toEqual(expected.sort());
    expect(paths.filter((path) => chunk.test(path)).length).toBeGreaterThan(10);
  });

  test('has the licence of the project', () => {
    expect(read(join(folder, 'LICENSE'))).toBe(read(join(root, 'LICENSE')));
    expect(manifest.license).toBe(manifestOf('.').license);
  });

  test('has the programs of the documentation, which can be started', () => {
    expect(manifest.bin).toEqual(bin);
    for (const file of Object.values(bin)) {
      const found = pack.files.find(({ path }) => `./${path}` === file);
      expect([file, (found?.mode ?? 0) & 0o111]).toEqual([file, 0o111]);
      expect(read(join(folder, file))).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  test('lets others load what is meant for them, and those files are there', () => {
    expect(Object.keys(manifest.exports)).toEqual([...exports, './package.json']);
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [['default', target]] : Object.entries(target),
    );
    // Sources are for this repository alone, by a condition that nobody else sets.
    const ours = targets.filter(([condition]) => condition !== '@ecr-runner-hooks/source');
    for (const [, file = ''] of ours) expect(paths).toContain(file.replace('./', ''));
    for (const [, file = ''] of targets.filter((target) => !ours.includes(target)))
      expect(paths).not.toContain(file.replace('./', ''));
  });

  test('needs nothing else at run time, and the node of the project', () => {
    expect(manifest.dependencies).toEqual({});
    expect(manifest.engines).toEqual(manifestOf('.').engines);
  });

  test('says what it is and where it comes from, and is published for everybody, with provenance', () => {
    expect(home).toMatch(/^https:\/\/github\.com\/[\w.-]+\/ecr-runner-hooks$/);
    expect(manifest).toMatchObject({
      homepage: `${home}/tree/main/packages/${name}#readme`,
      bugs: `${home}/issues`,
      repository: { type: 'git', url: `git+${home}.git`, directory: `packages/${name}` },
      publishConfig: { access: 'public', provenance: true },
    });
    expect(manifest.description.length).toBeGreaterThan(20);
    expect(manifest.keywords.length).toBeGreaterThan(3);
  });

  test('has a README whose links also work on the page of the package', () => {
    const page = read(join(folder, 'README.md'));
    expect(relativeLinks(page)).toEqual([]);
    const start = `${home}/blob/main/`;
    const links = [...page.matchAll(/\]\((https:[^)\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link.startsWith(start)).toBe(true);
      const [path = '', anchor] = link.slice(start.length).split('#');
      expect([link, existsSync(join(root, path))]).toEqual([link, true]);
      if (anchor !== undefined) expect(headingAnchors(read(join(root, path)))).toContain(anchor);
    }
  });

  test('has a README that names each of its programs and how to install it', () => {
    const page = read(join(folder, 'README.md'));
    expect(page).toContain(`npm install --global @ecr-runner-hooks/${name}\n`);
    for (const program of Object.keys(bin)) expect(page).toContain(program);
  });
});
