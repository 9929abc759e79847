import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '../support/environment.ts';

/** What one call of the hook held at its end, and at most. */
export interface Held {
  kibibytes: number;
  descriptors: number;
}

export interface PeakMemory {
  /** For createRunner. */
  nodeArguments: string[];
  env: Record<string, string>;
  /** In the order of the calls' ends. */
  read(): Held[];
}

export function measurePeakMemory({ directory }: Environment): PeakMemory {
  const folder = join(directory, `peak-memory-${randomUUID().slice(0, 8)}`);
  mkdirSync(folder);
  const [program, record] = [join(folder, 'peak-memory.mjs'), join(folder, 'record')];
  copyFileSync(new URL('peak-memory.js', import.meta.url), program);
  writeFileSync(record, '');
  chmodSync(record, 0o666);
  return {
    nodeArguments: ['--import', program],
    env: { PEAK_MEMORY: record },
    read: () => {
      const lines = readFileSync(record, 'utf8').split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as Held);
    },
  };
}
