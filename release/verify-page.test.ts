/** The page that tells how to verify a release, against the workflow that makes it. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const page = read('docs/deployment/verify.md');
const workflow = read('.github/workflows/release.yml');
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

test('its attestations are those that the workflow signs', () => {
  const subjects = commands
    .filter((command) => command.startsWith('gh attestation verify '))
    .map((command) => command.split(' ')[3]);
  expect(subjects).toEqual([
    'ecr-runner-hooks-VERSION.zip',
    'oci://ghcr.io/OWNER/ecr-runner-hooks-runner@sha256:…',
  ]);
  expect(workflow).toContain('subject-path: dist/*.zip\n');
  expect(workflow).toContain('name=ghcr.io/${OWNER,,}/ecr-runner-hooks-runner"');
  expect(workflow.match(/uses: actions\/attest-build-provenance@/g)).toHaveLength(2);
});

test('it builds as the workflow builds, and names what the workflow publishes', () => {
  expect(workflow).toMatch(/^ {6}- run: npm run package$/m);
  expect(commands).toContain('npm --prefix ecr-runner-hooks run package');
  expect(workflow).toContain('test -f "dist/ecr-runner-hooks-${GITHUB_REF_NAME#v}.zip"');
  expect(page).toMatch(/has `ecr-runner-hooks-VERSION\.zip` and `checksums\.txt`/);
});

test('no command names a release that there may never be', () => {
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((command) => /\d+\.\d+\.\d+/.test(command))).toEqual([]);
});
