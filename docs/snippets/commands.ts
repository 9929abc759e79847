import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pages.ts';
import { ours } from './ours.ts';
import { tools, type Started } from './play.ts';

/** What takes more than a machine: a page, a program, and what it would take. Nothing else is left out. */
export const elsewhere: readonly (readonly [page: string, program: string, what: string])[] = [
  ['docs/deployment/README.md', 'helm', 'a Kubernetes cluster'],
  ['docs/deployment/README.md', 'kubectl', 'a Kubernetes cluster'],
  ['docs/deployment/README.md', 'terraform', 'AWS'],
  ['docs/deployment/README.md', 'curl', 'a release on GitHub'],
  ['docs/deployment/README.md', 'sha256sum', 'a release; release/reproducible.test.ts has one'],
  ['docs/deployment/README.md', 'unzip', 'a release; deploy/test/install.test.ts has one'],
  ['docs/deployment/arc.md', 'cat', 'logs; test/report.e2e.ts has some'],
  ['docs/deployment/plain.md', 'vi', 'a person'],
  ['docs/deployment/plain.md', 'docker', 'a machine that may start privileged containers'],
  ['docs/deployment/verify.md', 'gh', 'a release on GitHub'],
  ['docs/deployment/verify.md', 'git', 'a release on GitHub'],
  ['docs/deployment/verify.md', 'sha256sum', 'a release; release/reproducible.test.ts has one'],
  ['docs/recipes/arm64-build-and-push.md', 'aws', 'AWS'],
  ['docs/recipes/arm64-build-and-push.md', 'docker', 'AWS; test/recipes.e2e.ts pushes'],
  ['docs/recipes/cron-rotated-secret.md', 'aws', 'AWS'],
  ['docs/recipes/cron-rotated-secret.md', 'gh', 'GitHub'],
  ['docs/recipes/get-login.md', 'aws', 'AWS'],
  ['docs/recipes/get-login.md', 'docker', 'AWS; test/recipes.e2e.ts pushes'],
  ['docs/recipes/github-oidc.md', 'aws', 'AWS'],
  ['docs/recipes/github-oidc.md', 'curl', 'a job on GitHub'],
  ['docs/recipes/github-oidc.md', 'docker', 'AWS; test/recipes.e2e.ts pushes'],
  ['docs/recipes/github-oidc.md', 'jq', 'a job on GitHub'],
  ['docs/recipes/cron-rotated-secret.md', 'make', 'the sources of the reader'],
  ['docs/recipes/upstream-login-job.md', 'make', 'the sources of the reader'],
  ['docs/rehearse.md', 'deploy', 'a program of the reader'],
  ['docs/rehearse.md', 'ls', 'a job container; test/rehearse.e2e.ts plays this job'],
  ['docs/rehearse.md', 'nc', 'a job container; test/rehearse.e2e.ts plays this job'],
  ['docs/report.md', 'zcat', 'logs; test/report.e2e.ts has some'],
  [
    'runner-image/README.md',
    'docker',
    "GitHub's image; test/runner-image.e2e.ts builds on a stand-in",
  ],
];

/** Programs that stand for the machine's own; see play.ts. */
const ofMachine = ['cd', './svc.sh', '/opt/ecr-runner-hooks-0.1.0/install.sh', ...tools];

export function isElsewhere(page: string, program: string): boolean {
  return elsewhere.some(([onPage, name]) => onPage === page && name === program);
}

/** What is wrong with a command of a page, in a sentence; undefined when nothing is. */
export function problemOf(page: string, { argv }: Started): string | undefined {
  const [program = '', ...args] = argv;
  const line = argv.join(' ');
  const missing = program === 'npm' ? undefined : args.find(isMissing);
  if (missing !== undefined)
    return `${line}: there is no ${missing} in this repository (dist: node build.js).`;
  if (!Object.hasOwn(ours, program)) {
    if (ofMachine.includes(program) || isElsewhere(page, program)) return undefined;
    return `${line}: no test runs ${program}; play it, or say in "elsewhere" what it would take.`;
  }
  try {
    ours[program]?.(args);
    return undefined;
  } catch (error) {
    return `${line}: ${(error as Error).message}`;
  }
}

const topFolders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `${name}/`);

/** Words that name a file of this repository, or one that a page of deployment takes from deploy/. */
function isMissing(word: string): boolean {
  if (topFolders.some((folder) => word.startsWith(folder))) return !existsSync(join(root, word));
  return /^[\w-]+\.(yaml|example)$/.test(word) && !filesToCopy().includes(word);
}

function filesToCopy(): string[] {
  return ['arc', 'compose'].flatMap((folder) => readdirSync(join(root, 'deploy', folder)));
}
