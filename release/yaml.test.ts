/** All YAML of the project, by yamllint. */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

function yamllint(args: readonly string[], input = '') {
  const { status, stdout } = spawnSync('yamllint', ['--strict', ...args], {
    cwd: root,
    input,
    encoding: 'utf8',
  });
  return { status, stdout };
}

/** Files of the project itself, by their paths in it. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return ['node_modules', 'dist', '.git'].includes(entry.name) ? [] : filesIn(path);
  });
}

test('yamllint has nothing to say', () => {
  const names = filesIn('.').filter((name) => /\.ya?ml$/.test(name));
  expect(names.length).toBeGreaterThan(5);
  expect(yamllint(names)).toEqual({ status: 0, stdout: '' });
});

test('yamllint does find mistakes', () => {
  const { status, stdout } = yamllint(['-'], 'key: 1\nkey: 2\n');
  expect(status).toBe(1);
  expect(stdout).toContain('duplication of key "key"');
});
