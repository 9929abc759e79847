import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, type Answer, type Bench, type Played } from './support.ts';

export const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/** Credentials of a workflow for `ecr`. */
export const registry = { username: 'AWS', password: 'stale-token', serverUrl: ecr };

interface Image {
  image: string;
  registry?: object;
}

interface HelperBench extends Bench {
  /** Docker config directory of the runner, which has a credential helper for `ecr`. */
  config: string;
  /** A job with a service per image, and what the hook says of itself in the event log. */
  prepare(
    images: readonly Image[],
    options?: { env?: Record<string, string>; answers?: Answer[] },
  ): Promise<Played & { event: Record<string, unknown> }>;
}

/** A runner with HOOK_DOCKER_CONFIG and docker-credential-ecr-login. */
export function createHelperBench(): HelperBench {
  const bench = createBench();
  bench.addProgram('docker-credential-ecr-login');
  const config = join(bench.directory, 'config');
  mkdirSync(config);
  const content = JSON.stringify({ credHelpers: { [ecr]: 'ecr-login' } });
  writeFileSync(join(config, 'config.json'), content);
  const events = join(bench.directory, 'events');
  return {
    ...bench,
    config,
    prepare: async (images, { env, answers = [] } = {}) => {
      rmSync(events, { recursive: true, force: true });
      const request = { command: 'prepare_job', args: { services: images }, state: null };
      const played = await bench.play(request, {
        answers,
        env: { HOOK_DOCKER_CONFIG: config, HOOK_EVENT_LOG: events, ...env },
      });
      const line = readFileSync(join(events, 'hook-events-000001.jsonl'), 'utf8');
      return { ...played, event: JSON.parse(line) as Record<string, unknown> };
    },
  };
}
