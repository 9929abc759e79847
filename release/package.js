#!/usr/bin/env node
/**
 * Makes what a release publishes: one zip with the hook and all that goes with it, and its checksum.
 *
 *   node release/package.js [FOLDER]   writes it to FOLDER (default dist) from what was built last
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zip } from './zip.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Files of the zip that are started by name. */
const executables = ['cli.js', 'install.sh', 'ecr-auth/cli.js', 'ecr-auth/credential-helper.js'];

/** Place in this repository -> place in the zip. */
const singleFiles = {
  LICENSE: 'LICENSE',
  'packages/hooks/policy.schema.json': 'policy.schema.json',
  'packages/hooks/rollout.schema.json': 'rollout.schema.json',
  'deploy/plain/install.sh': 'install.sh',
  'deploy/plain/actions-runner.service': 'actions-runner.service',
};

/** What was built; not what somebody made of it for a machine, or what is for TypeScript. */
async function filesIn(folder, place) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(d\.ts|cache)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, place + relative(folder, path)]);
}

async function writeRelease(folder) {
  const { version } = JSON.parse(await readFile(join(root, 'packages/hooks/package.json'), 'utf8'));
  const places = [
    ...(await filesIn(join(root, 'packages/hooks/dist'), '')),
    ...(await filesIn(join(root, 'packages/ecr-auth/dist'), 'ecr-auth/')),
    ...Object.entries(singleFiles).map(([from, name]) => [join(root, from), name]),
  ];
  const files = await Promise.all(
    places.map(async ([path, name]) => ({
      name,
      content: await readFile(path),
      executable: executables.includes(name),
    })),
  );
  const name = `ecr-runner-hooks-${version}.zip`;
  const content = zip(files);
  const sum = createHash('sha256').update(content).digest('hex');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), content);
  // As sha256sum writes and reads it.
  await writeFile(join(folder, 'checksums.txt'), `${sum}  ${name}\n`);
  console.log(
    `${join(folder, name)}: ${files.length} files, ${content.length} bytes, sha256 ${sum}`,
  );
}

await writeRelease(process.argv[2] ?? join(root, 'dist'));
