/** The folders and the environment of a runner whose requests are made up. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FuzzFolders {
  /** Everything is below it; whoever asked for it removes it. */
  directory: string;
  /** PATH of the runner, where its docker is. */
  bin: string;
  /** RUNNER_TEMP. */
  temp: string;
  responseFile: string;
  /** Without PATH and DOCKER_HOST. */
  env: Readonly<Record<string, string>>;
}

/** @param docker the program in place of docker's client, which may use the directory */
export function makeFuzzFolders(docker: (directory: string) => string): FuzzFolders {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  const bin = join(directory, 'bin');
  const temp = join(directory, '_work/_temp');
  mkdirSync(bin);
  mkdirSync(temp, { recursive: true });
  writeFileSync(join(bin, 'docker'), docker(directory), { mode: 0o755 });
  const env = {
    HOME: directory,
    RUNNER_NAME: 'runner-1',
    RUNNER_TEMP: temp,
    GITHUB_WORKSPACE: join(directory, '_work/a/a'),
    GITHUB_RUN_ID: '42',
    GITHUB_JOB: 'build',
  };
  return { directory, bin, temp, responseFile: join(temp, 'response.json'), env };
}
