import { dirname } from 'node:path';
import { UsageError, type Values } from './arguments.ts';
import { checkCode, removeCode, writeCode, type Place, type Result } from './compile-files.ts';
import type { Command } from './main.ts';

const help = `hooks compile: compiles the hook ahead, so that no step has to do it again.

Usage: hooks compile [OPTIONS]

V8's code cache is written into the folder of the hook, for the node that runs
this command: start it with the node of the runner. As root take a node that no
job can have changed. Repeat it after an upgrade of the hook or of the runner.
Without code that is for its node and source the hook works as well, and takes
some milliseconds more.

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

Documentation: docs/deployment/plain.md`;

/** Keeps what V8 makes of the hook. */
export const compile: Command = {
  help,
  options: { check: 'flag', remove: 'flag', json: 'flag' },
  run: async (values, { print }) => {
    const action = actionOf(values);
    const dist = dirname(require.main?.filename ?? '');
    const place = { dist, node: `${process.version}-${process.arch}` };
    const { lines, ...result } = await action(place);
    if (values.flag('json')) print(JSON.stringify({ ...place, ...result }, undefined, 2));
    else for (const line of lines) print(line);
    return result.ok ? 0 : 1;
  },
};

function actionOf(values: Values): (place: Place) => Promise<Result> {
  const hint = 'See --help.';
  const [extra] = values.positionals;
  if (extra !== undefined)
    throw new UsageError(`Unexpected argument ${JSON.stringify(extra)}.`, { hint });
  if (!values.flag('remove')) return values.flag('check') ? checkCode : writeCode;
  if (values.flag('check'))
    throw new UsageError('--check and --remove exclude each other.', { hint });
  return removeCode;
}
