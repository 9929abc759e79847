/** A fleet in the middle of a rollout: a rollout file, a kill switch, an event log, jobs of many repositories. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { awsIdentity, dockerConfig, ecr, recordDocker } from './fixtures.ts';
import { projectFolder } from './project.ts';
import { createRunner, type HookCall, type Runner, type WorkflowJob } from './runner.ts';

export interface Fleet {
  /** What every runner of it has in its `.env` file. */
  env: Record<string, string>;
  rollOut(text: string): void;
  kill(): void;
  revive(): void;
  /** A runner, and the docker commands that its hook starts. */
  runner(
    repository: string,
    env?: Record<string, string>,
  ): { runner: Runner; docker: () => string[] };
  /** A job with one container, from "Initialize containers" to its cleanup. */
  play(repository: string, job: WorkflowJob, env?: Record<string, string>): Promise<PlayedJob>;
  /** Lines of the event log. */
  events(): Record<string, unknown>[];
}

export interface PlayedJob {
  prepare: HookCall;
  step: HookCall;
  cleanup: HookCall;
  /** Subcommands of docker. */
  docker: string[];
  /** The event of prepare_job. */
  event: Record<string, unknown>;
}

export function createFleet(environment: Environment): Fleet {
  const folder = join(environment.directory, `fleet-${randomUUID().slice(0, 8)}`);
  mkdirSync(folder);
  const [rolloutFile, killSwitch, events] = ['rollout.yml', 'off', 'events'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(rolloutFile, 'features: {}');
  const env = {
    ...awsIdentity(environment),
    HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
    HOOK_ROLLOUT_FILE: rolloutFile,
    HOOK_KILL_SWITCH: killSwitch,
    HOOK_EVENT_LOG: events,
  };
  const readEvents = () =>
    readdirSync(events)
      .sort()
      .flatMap((name) => readFileSync(join(events, name), 'utf8').trim().split('\n'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const runner: Fleet['runner'] = (repository, more = {}) => {
    const recorded = recordDocker(environment);
    return {
      runner: createRunner(environment, {
        repository,
        env: { ...env, PATH: recorded.path, ...more },
      }),
      docker: () => recorded.read().map(({ argv }) => argv[0] ?? ''),
    };
  };
  return {
    env,
    rollOut: (text) => {
      writeFileSync(rolloutFile, text);
    },
    kill: () => {
      writeFileSync(killSwitch, '');
    },
    revive: () => {
      rmSync(killSwitch, { force: true });
    },
    runner,
    play: async (repository, job, more) => {
      rmSync(events, { recursive: true, force: true });
      const { runner: one, docker } = runner(repository, more);
      const prepare = await one.prepareJob(job);
      const step = await one.runScript('echo step');
      const cleanup = await one.cleanupJob();
      const [event = {}] = readEvents();
      return { prepare, step, cleanup, docker: docker(), event };
    },
    events: readEvents,
  };
}

/** `credentials:` with a token of ECR, as a login job passes it on. */
export async function workflowCredentials(environment: Environment) {
  const { stdout } = await environment.run(['docker-credential-ecr-login', 'get'], {
    env: { PATH: environment.path, HOME: environment.directory, ...awsIdentity(environment) },
    input: ecr,
  });
  const { Username: username, Secret: password } = JSON.parse(stdout) as Record<string, string>;
  return { username: username ?? '', password: password ?? '' };
}

/**
 * Repositories by the smallest of these shares that they are in, found as an administrator would:
 * with `hooks rollout`.
 */
export function repositoriesIn(shares: readonly number[]): string[] {
  const names = Array.from({ length: 60 }, (_, index) => `octo/service-${String(index)}`);
  const found = shares.map((percent) => variantsOf(names, percent));
  return shares.map((_, at) => {
    const isIn = (name: string) =>
      found.every((variants, index) => (variants[name] === 'on') === index >= at);
    return names.find(isIn) ?? `no repository is first in ${String(shares[at])} %`;
  });
}

function variantsOf(names: readonly string[], percent: number): Record<string, string> {
  const cli = join(projectFolder(), 'packages/hooks/dist/cli.js');
  const file = join(projectFolder(), 'test/dist', `share-${String(percent)}.json`);
  writeFileSync(file, JSON.stringify({ features: { 'credential-helper': { percent } } }));
  const args = [cli, 'rollout', file, '--json', ...names.map((name) => `--repository=${name}`)];
  const { jobs } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
    jobs: { repository: string; features: Record<string, { variant: string }> }[];
  };
  rmSync(file);
  return Object.fromEntries(
    jobs.map(({ repository, features }) => [
      repository,
      features['credential-helper']?.variant ?? '',
    ]),
  );
}
