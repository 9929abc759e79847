import { realpathSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { cacheFolder, cachePath } from '../code-cache/cached-file.ts';
import { compileFile, filesOfHook, stateOf } from '../code-cache/write-cache.ts';
import { HookError, messageOf } from '../errors.ts';
import { UsageError, type Values } from './arguments.ts';
import type { Command } from './main.ts';
import { writeWhole } from './write-file.ts';

const help = `hooks compile: compiles the hook ahead, so that no step has to do it again.

Usage: hooks compile [OPTIONS]

V8's code cache is written into the folder of the hook, for the node that runs
this command: it has to be the node of the runner. Repeat it after an upgrade of
the hook or of the runner. Without code that is for its node and source the hook
works as well, and takes some milliseconds more.

Options:
  --check   write nothing, and tell whether the hook can use what is there
  --remove  remove what was written, for all versions of node
  --json    print one JSON object
  --help    print this text

Exit codes:
  0  done, or the hook can use all that is there
  1  it failed, or the hook cannot use it
  2  called wrongly

Examples:
  externals/node20/bin/node /opt/ecr-runner-hooks/cli.js compile
  hooks compile --check

Documentation: docs/performance.md`;

/** What a command of this process is about. */
interface Place {
  /** The folder of the hook. */
  dist: string;
  /** See `cachePath`. */
  node: string;
}

/** Keeps what V8 makes of the hook. */
export const compile: Command = {
  help,
  options: { check: 'flag', remove: 'flag', json: 'flag' },
  run: async (values, { print }) => {
    const action = actionOf(values);
    // The command may have been started through a link on PATH.
    const dist = dirname(realpathSync(process.argv[1] ?? ''));
    const place = { dist, node: `${process.version}-${process.arch}` };
    const { lines, ...result } = await action(place);
    const folder = cacheFolder(dist);
    if (values.flag('json')) print(JSON.stringify({ folder, ...place, ...result }, undefined, 2));
    else for (const line of lines) print(line);
    return result.ok ? 0 : 1;
  },
};

interface Result {
  ok: boolean;
  /** By its name in the folder of the hook. */
  files: { file: string; state: string }[];
  /** For people. */
  lines: string[];
}

function actionOf(values: Values): (place: Place) => Promise<Result> | Result {
  const hint = 'See --help.';
  const [extra] = values.positionals;
  if (extra !== undefined)
    throw new UsageError(`Unexpected argument ${JSON.stringify(extra)}.`, { hint });
  if (!values.flag('remove')) return values.flag('check') ? check : write;
  if (values.flag('check'))
    throw new UsageError('--check and --remove exclude each other.', { hint });
  return remove;
}

async function write({ dist, node }: Place): Promise<Result> {
  const files = filesOfHook(dist).map((file) => ({ file, cache: cachePath(dist, node, file) }));
  const compiled = files.map(({ file, cache }) => ({ cache, code: compileFile(file) }));
  const folder = dirname(files[0]?.cache ?? '');
  await change(folder, async () => {
    // With what a release before left in it.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  });
  for (const { cache, code } of compiled) await writeWhole(cache, code);
  return {
    ok: true,
    files: files.map(({ file }) => ({ file: relative(dist, file), state: 'written' })),
    lines: [`Compiled ${String(files.length)} files for node ${node} into ${folder}.`],
  };
}

function check({ dist, node }: Place): Result {
  const files = filesOfHook(dist).map((file) => {
    return { file: relative(dist, file), state: stateOf(file, cachePath(dist, node, file)) };
  });
  const unusable = files.filter(({ state }) => state !== 'usable');
  const ok = unusable.length === 0;
  const [all, some] = [files.length, unusable.length].map(String);
  return {
    ok,
    files,
    lines: [
      ...unusable.map(({ file, state }) => `${file}: ${state}`),
      ok
        ? `The code of all ${all} files can be used by node ${node}.`
        : `The code of ${some} of ${all} files cannot be used by node ${node}: run hooks compile.`,
    ],
  };
}

async function remove({ dist }: Place): Promise<Result> {
  const folder = cacheFolder(dist);
  await change(folder, () => rm(folder, { recursive: true, force: true }));
  return { ok: true, files: [], lines: [`Removed ${folder}.`] };
}

/** @throws HookError */
async function change(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new HookError(`The code cache ${folder} cannot be changed: ${messageOf(cause)}.`, {
      hint: 'Run this as the user whom the folder of the hook belongs to.',
      cause,
    });
  }
}
