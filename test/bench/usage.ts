import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../support/environment.ts';
import type { RunnerOptions } from '../support/runner.ts';
import { projectFolder } from '../support/project.ts';

/** What one hook process used, by the operating system's account. */
export interface Usage {
  cpuMs: number;
  /** Of the docker clients and credential helpers that it waited for. */
  childrenCpuMs: number;
  peakMiB: number;
}

export interface UsageMeter {
  options: Required<Pick<RunnerOptions, 'nodeArguments' | 'env'>>;
  /** Of the last call. */
  read(): Usage;
}

/** Options for a runner whose hook tells at its end what it used. */
export function createUsageMeter(environment: Environment): UsageMeter {
  const file = join(environment.directory, `usage-${randomUUID()}.json`);
  return {
    options: {
      nodeArguments: ['--require', join(projectFolder(), 'test/dist/usage.js')],
      env: { BENCH_USAGE_FILE: file },
    },
    read: () => JSON.parse(readFileSync(file, 'utf8')) as Usage,
  };
}
