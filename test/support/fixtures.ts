/** What the end-to-end tests share: hosts, docker configs, a docker that keeps a record. */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

export const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/** Fleets run the runner as an ordinary user in docker's group. */
export const runnerUser = { uid: 1001, gid: 1001 };

/** A server that services run: it answers every connection with PONG. */
export const pongServer = ['nc', '-ll', '-p', '6379', '-e', 'echo', 'PONG'];

/** The two ways in which a script step runs, as settings of the runner. */
export const stepWays = [
  { way: 'over the socket', feature: { HOOK_FEATURE_ENGINE_EXEC: 'on' } },
  { way: 'by docker exec', feature: { HOOK_FEATURE_ENGINE_EXEC: 'off' } },
] as const;

/** A docker config directory as an administrator makes it; readable for everybody. */
export function dockerConfig(environment: Environment, config: object): string {
  const directory = join(environment.directory, `config-${randomUUID()}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
  return directory;
}

/** The AWS identity of the runner, as variables of its own process. */
export function awsIdentity({ credentials }: Environment): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

/** No source of AWS credentials answers, not even the metadata of the machine. */
export const noIdentity = { AWS_EC2_METADATA_DISABLED: 'true' };

/** One docker process, as the operating system saw it. */
export interface DockerProcess {
  argv: string[];
  env: string[];
}

export interface RecordedDocker {
  /** PATH with the recording docker in front of the real one. */
  path: string;
  read(): DockerProcess[];
}

/** A docker on PATH that writes down its argv and environment and becomes the real one. */
export function recordDocker(
  environment: Environment,
  realPath = environment.path,
): RecordedDocker {
  const folder = join(environment.directory, `recorder-${randomUUID()}`);
  mkdirSync(join(folder, 'record'), { recursive: true });
  chmodSync(join(folder, 'record'), 0o777);
  // One file per process, as several docker processes run at once.
  const script = `#!/bin/sh
record='${folder}/record'/$(date +%s%N)-$$
cat "/proc/$$/cmdline" > "$record-argv"
cat "/proc/$$/environ" > "$record-env"
PATH='${realPath}' exec docker "$@"
`;
  writeFileSync(join(folder, 'docker'), script, { mode: 0o755 });
  return {
    path: `${folder}:${realPath}`,
    read: () =>
      readdirSync(join(folder, 'record'))
        .filter((name) => name.endsWith('-argv'))
        .sort()
        .map((name) => {
          const file = join(folder, 'record', name);
          return {
            // sh, the script's own path, then docker's arguments.
            argv: fields(readFileSync(file, 'utf8')).slice(2),
            env: fields(readFileSync(file.replace(/-argv$/, '-env'), 'utf8')),
          };
        }),
  };
}

function fields(text: string): string[] {
  return text.replace(/\0$/, '').split('\0');
}
