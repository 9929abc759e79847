/** A machine in a folder, for the scripts that set up a runner: its release, its runner, its commands. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundledNode } from '../../test/support/nodes.ts';

export const root = join(import.meta.dirname, '../..');

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export function makeMachine() {
  const folder = mkdtempSync(join(tmpdir(), 'machine-'));
  const path = (...parts: string[]) => join(folder, ...parts);
  return {
    folder,
    path,
    read: (name: string) => readFileSync(path(name), 'utf8'),
    exists: (name: string) => existsSync(path(name)),
    run(program: string, args: readonly string[], env: object = {}): Outcome {
      const all = { ...process.env, ...env };
      const options = { cwd: folder, env: all, encoding: 'utf8' as const };
      const { status, stdout, stderr } = spawnSync(program, args, options);
      return { status, stdout, stderr };
    },
    program(name: string, body: string): void {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), `#!/usr/bin/env bash\nset -eu\n${body}\n`);
      chmodSync(path(name), 0o755);
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

export type Machine = ReturnType<typeof makeMachine>;

/** The zip as release/package.js makes it. @returns its version */
export function makeRelease(machine: Machine, place: string): string {
  const script = join(root, 'release/package.js');
  const made = machine.run(process.execPath, [script, machine.path(place)]);
  if (made.status !== 0) throw new Error(made.stderr);
  const text = readFileSync(join(root, 'packages/hooks/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** What the scripts touch of an unpacked runner. */
export function unpackRunner(machine: Machine, name: string): void {
  machine.program(`${name}/config.sh`, 'echo "$@" > .runner');
  const node = bundledNode('node20');
  machine.program(`${name}/externals/node20/bin/node`, `exec ${JSON.stringify(node)} "$@"`);
}
