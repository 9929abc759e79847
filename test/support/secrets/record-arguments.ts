/** A docker on PATH that writes its arguments down, as no watch from outside sees every process for certain. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../programs.ts';

/** Below the directory of an environment; each file has the arguments of one process. */
export const recordsFolder = 'docker-arguments';

/** @returns PATH with that docker in front; it starts no process of its own */
export function recordArguments(directory: string, path: string): string {
  const records = join(directory, recordsFolder);
  const bin = join(directory, 'recording');
  for (const folder of [records, bin]) mkdirSync(folder);
  chmodSync(records, 0o777);
  const script = `#!/bin/sh
printf '%s\\n' "$@" > '${records}'/$$
exec '${findProgram('docker', path) ?? 'docker'}' "$@"
`;
  writeFileSync(join(bin, 'docker'), script, { mode: 0o755 });
  return `${bin}:${path}`;
}
