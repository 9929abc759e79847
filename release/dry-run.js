#!/usr/bin/env node
/**
 * Shows what `npm run release` would release of what is committed here, and whether it would pass: plays it, and
 * what the workflow does with its tag, in a clone that is thrown away. It pushes nothing, tags nothing and
 * leaves this tree alone; it needs npm's registry and some seconds.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf, originProblem, repositoryOf } from './origin.js';
import { releaseCommand } from './release-command.js';

const root = join(import.meta.dirname, '..');

/** npm's own variables say where the outer npm runs. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name)),
);

function run(cwd, program, ...args) {
  console.error(`release:dry: ${[program, ...args].join(' ')}`);
  return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

function versionIn(place) {
  return JSON.parse(readFileSync(join(place, 'lerna.json'), 'utf8')).version;
}

function dryRun(place) {
  const git = (...args) => run(place, 'git', ...args);
  const left = execFileSync('git', ['status', '--short'], { cwd: root, encoding: 'utf8' });
  if (left) console.log(`Not committed, and so not in it:\n${left}`);
  const [origin, repository] = [originOf(root), repositoryOf(root)];
  const problem = originProblem(origin, repository);
  if (problem !== undefined) console.log(`npm run release would refuse this. ${problem}\n`);

  run(root, 'git', 'clone', '--quiet', '--no-local', root, place);
  // Changelogs link to the origin, and that of the clone is a folder.
  git('remote', 'set-url', 'origin', problem === undefined ? origin : repository.slice(4));
  run(place, 'npm', 'install', '--no-save');
  const before = versionIn(place);
  const { scripts } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  const [program, ...args] = releaseCommand(scripts.release);
  run(place, program, ...args, '--no-git-tag-version', '--no-push', '--yes');
  const version = versionIn(place);
  console.log(`Version: ${before} -> ${version}, tag v${version}\n`);

  git('add', '--all');
  console.log(`The commit of the release:\n${git('diff', '--cached', '--stat')}`);
  const image = 'ghcr.io/OWNER/ecr-runner-hooks-runner@sha256:…';
  const notes = ['release/release-notes.js', 'CHANGELOG.md', `v${version}`, image];
  console.log(`The text of the release:\n\n${run(place, process.execPath, ...notes)}`);

  run(place, 'npm', 'run', 'package');
  run(place, 'npm', 'run', 'format:check');
  run(place, 'npm', 'run', 'docs:check');
  const tests = 'docs/links|packages/hooks/test/states|release/(npm-packages|package|dependencies)';
  run(place, 'npm', 'run', 'test:unit', '--', '--testPathPatterns', tests);
  const packs = JSON.parse(
    run(place, 'npm', 'pack', '--dry-run', '--json', '--workspace=packages'),
  );
  console.log(packs.map(packText).join('\n'));
  console.log(`dist/checksums.txt:\n${readFileSync(join(place, 'dist/checksums.txt'), 'utf8')}`);
  console.log('It builds, and what a release writes passes its checks. Nothing was released.');
}

function packText({ filename, size, integrity, files }) {
  const paths = files.map(({ path }) => path);
  const chunks = paths.filter((path) => path.startsWith('dist/chunks/'));
  const others = paths.filter((path) => !chunks.includes(path));
  const list = [...others, `${chunks.length} chunks`].map((line) => `  ${line}\n`).join('');
  return `${filename}: ${size} bytes, ${integrity}\n${list}`;
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'release-dry-')));
try {
  dryRun(join(folder, 'ecr-runner-hooks'));
} catch (error) {
  console.error(`release:dry: ${error.message}\n${error.stdout ?? ''}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
