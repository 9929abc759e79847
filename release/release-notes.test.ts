import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'notes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** As lerna 9 writes it. */
const changelog = `# Change Log

See [Conventional Commits](https://conventionalcommits.org) for commit guidelines.

## [0.2.1](https://github.com/o/r/compare/v0.2.0...v0.2.1) (2026-11-25)


### Bug Fixes

* **hooks:** newest ([989e5fc](https://github.com/o/r/commit/989e5fc))



# [0.2.0](https://github.com/o/r/compare/v0.1.0...v0.2.0) (2026-11-20)


### Features

* **deploy:** older



# 0.1.0 (2026-11-01)

* first
`;
const file = join(folder, 'CHANGELOG.md');
writeFileSync(file, changelog);
const image = `ghcr.io/o/ecr-runner-hooks-runner@sha256:${'a'.repeat(64)}`;

function notes(...args: string[]) {
  const script = join(import.meta.dirname, 'release-notes.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each([
  ['v0.2.1', '* **hooks:** newest', '### Bug Fixes'],
  ['v0.2.0', '* **deploy:** older', '### Features'],
  ['v0.1.0', '* first', '* first'],
])('%s has its own part of the changelog, and the image', (tag, entry, start) => {
  const { status, stdout } = notes(file, tag, image);
  expect(status).toBe(0);
  expect(stdout.startsWith(start)).toBe(true);
  expect(stdout).toContain(entry);
  expect(stdout.match(/^\* /gm)).toHaveLength(1);
  expect(stdout).toContain(`\n${image}\n`);
});

test.each([
  [[file, 'v9.9.9', image], 'release-notes: The changelog has no part for 9.9.9.\n'],
  [[file, 'v0.2.1'], 'release-notes: Usage: release-notes.js CHANGELOG TAG IMAGE\n'],
])('%j is refused in one sentence', (args, stderr) => {
  expect(notes(...args)).toEqual({ status: 1, stdout: '', stderr });
});
