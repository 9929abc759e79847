#!/usr/bin/env node
/**
 * The first thing of a release: do the packages say that they come from the repository which is released? The
 * changelogs and npm's provenance go by that, and the links of the READMEs lead there.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} remote URL of the remote `origin`, as git has it; none is an empty one
 * @param {string} url `repository.url` of a manifest
 * @returns {string | undefined} what is wrong and what to do, in one sentence
 */
export function originProblem(remote, url) {
  const [origin, said] = [slugOf(remote), slugOf(url)];
  if (said === origin) return undefined;
  const start = `The packages say that they come from ${said ?? JSON.stringify(url)}`;
  if (!origin) return `${start}, and the remote origin is no repository of GitHub: add it.`;
  return (
    `${start}, and the remote origin is ${origin}: write ${origin} in package.json and README.md ` +
    'of both packages and commit that.'
  );
}

/** `owner/name` of https, ssh and git's own short form. */
function slugOf(url) {
  return /^(?:git\+)?(?:https:\/\/|ssh:\/\/git@|git@)github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    url,
  )?.[1];
}

/** @param {string} root of a clone */
export function originOf(root) {
  const remotes = execFileSync('git', ['remote'], { cwd: root, encoding: 'utf8' }).split('\n');
  if (!remotes.includes('origin')) return '';
  const args = ['remote', 'get-url', 'origin'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

/** @param {string} root of a clone */
export function repositoryOf(root) {
  return JSON.parse(readFileSync(join(root, 'packages/hooks/package.json'), 'utf8')).repository.url;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(import.meta.dirname, '..');
  const problem = originProblem(originOf(root), repositoryOf(root));
  if (problem !== undefined) {
    console.error(`release: ${problem}`);
    process.exitCode = 1;
  }
}
