/** Plays the scripts of the pages in a folder that stands for the machine. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { root } from '../pages.ts';

/** A program that a script starts. */
export interface Started {
  argv: string[];
  /** Where, from the folder in which the script begins. */
  folder: string;
}

export interface Played {
  status: number | null;
  /** What the shell and the tools complain of. */
  stderr: string;
  started: Started[];
}

/** The tools that a script may really use; of all others it is written down that they were started. */
export const tools = ['cat', 'chmod', 'cp', 'install', 'ln', 'touch'];

/** Programs of the pages that are named by a path. */
const atPaths = [
  'actions-runner/externals/node20/bin/node',
  'actions-runner/svc.sh',
  'clone/externals/node20/bin/node',
  'opt/ecr-runner-hooks-0.1.0/install.sh',
];

/** bash itself says what a script starts: whatever it does not find on an empty PATH is written down. */
const prelude = `
note() { printf '%s\\0' "$#" "$PWD" "$@" >> "$NOTES"; }
export -f note
command_not_found_handle() { note "$@"; }
sudo() { "$@"; }
export PATH="$HOME/bin"
`;

export function makeMachine() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'snippets-')));
  const path = (...parts: string[]) => join(folder, ...parts);
  for (const name of ['bin', 'clone/ecr-runner-hooks/dist', 'opt', 'usr/local/bin', 'var/log'])
    mkdirSync(path(name), { recursive: true });
  for (const name of atPaths) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), '#!/bin/bash\nnote "$0" "$@"\n');
    chmodSync(path(name), 0o755);
  }
  mkdirSync(path('etc/ecr-runner-hooks'), { recursive: true });
  mkdirSync(path('etc/ecr-secret'));
  writeFileSync(path('etc/ecr-secret/github-token'), 'token');
  cpSync(join(root, 'deploy'), path('clone/deploy'), { recursive: true });
  symlinkSync(join(root, 'packages'), path('clone/packages'));
  return {
    path,
    play: (script: string, withTools = false) => play(folder, script, withTools),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function play(folder: string, script: string, withTools: boolean): Played {
  const bin = join(folder, 'bin');
  rmSync(bin, { recursive: true });
  mkdirSync(bin);
  if (withTools) for (const tool of tools) symlinkSync(join('/usr/bin', tool), join(bin, tool));
  const notes = join(folder, 'notes');
  writeFileSync(notes, '');
  const here = script
    .replaceAll(/(?<=^|[\s'"=])\/(?=(opt|etc|usr\/local|var\/log)\/)/gm, `${folder}/`)
    .replaceAll('RUNNER_USER', userInfo().username);
  const ended = spawnSync('bash', ['-c', prelude + (withTools ? 'set -e\n' : '') + here], {
    cwd: join(folder, 'clone'),
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: {
      HOME: folder,
      NOTES: notes,
      PATH: process.env['PATH'],
      GITHUB_ENV: join(folder, 'env'),
      RUNNER_TEMP: folder,
      AWS_ECR_REGISTRY_ID: '123456789012',
      ECR_REGION: 'eu-west-1',
    },
  });
  const fields = readFileSync(notes, 'utf8').split('\0').slice(0, -1);
  const shown = (text: string) => text.replaceAll(folder, '');
  const started: Started[] = [];
  while (fields.length > 0) {
    const [count, where = ''] = fields.splice(0, 2);
    const argv = fields.splice(0, Number(count)).map(shown);
    started.push({ argv, folder: relative(join(folder, 'clone'), where) });
  }
  return { status: ended.status, stderr: shown(ended.stderr), started };
}
