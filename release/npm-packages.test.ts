/** What npm would publish of each package. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Manifest {
  bin: Record<string, string>;
  main: string;
  exports?: Record<string, Record<string, string>>;
  dependencies: object;
}

describe.each(['hooks', 'ecr-auth'])('packages/%s', (name) => {
  const folder = join(root, 'packages', name);
  const read = (path: string) => readFileSync(path, 'utf8');
  const manifest = JSON.parse(read(join(folder, 'package.json'))) as Manifest;
  const [pack] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: folder, encoding: 'utf8' }),
  ) as [{ files: { path: string; mode: number }[] }];
  const paths = pack.files.map(({ path }) => path);

  test('has the licence of the project, and those of what is bundled', () => {
    expect(read(join(folder, 'LICENSE'))).toBe(read(join(root, 'LICENSE')));
    for (const file of ['LICENSE', 'README.md', 'dist/THIRD-PARTY-NOTICES.txt'])
      expect(paths).toContain(file);
  });

  test('has every file that its manifest names, and its programs can be started', () => {
    const { bin, main, exports = {} } = manifest;
    // `source` is for this repository alone.
    const exported = Object.values(exports).flatMap(({ types = '', default: file = '' }) => [
      types,
      file,
    ]);
    for (const file of [main, ...Object.values(bin), ...exported])
      expect(paths).toContain(file.replace('./', ''));
    for (const schema of ['policy.schema.json', 'rollout.schema.json'])
      expect(paths.includes(schema)).toBe(name === 'hooks');
    for (const file of Object.values(bin)) {
      const found = pack.files.find(({ path }) => `./${path}` === file);
      expect((found?.mode ?? 0) & 0o111).toBe(0o111);
    }
  });

  test('has no sources and no tests, and needs nothing else at run time', () => {
    expect(paths.filter((path) => /^src|\.test\.|^test/.test(path))).toEqual([]);
    expect(manifest.dependencies).toEqual({});
  });
});
