import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { featureNames, type FeatureName } from '../../packages/hooks/src/features.ts';
import type { Hook } from './subject.ts';

export interface BenchOptions {
  /** Names of cases, or of what grows; all when empty. */
  cases: readonly string[];
  rounds: number;
  /** Hooks that are measured beside ours and the floor. */
  others: readonly Hook[];
  isGrowth: boolean;
  isJson: boolean;
  isOpen: boolean;
  writes: boolean;
}

export function usage(cases: readonly string[], growth: readonly string[]): string {
  return `Measures what the hook costs, beside a floor: as small a program as can be with the same effect.

  npm run bench -- [OPTIONS]

  --case NAME       this case alone; may be given again
  --rounds N        how often each case is timed (default 20)
  --vs PATH         measures another hook, too: the path of its index.js; may be given again
  --off FEATURE     measures our hook with this feature off, too; may be given again
  --growth          how time and memory grow with the size of a job, instead of the cases
  --open-registry   images from a registry without credentials, for hooks that know no credential helper
  --json            the results as JSON
  --write           writes docs/performance.md; with --growth that part of it alone
  --help            this text

Cases: ${cases.join(', ')}.
With --growth: ${growth.join(', ')}.
Features: ${featureNames.join(', ')}.

It takes root, as the end-to-end tests do. Times are wall times from start to exit of the hook process;
CPU time, memory and counts come from further runs, which are not timed.
`;
}

/** @throws an error of one sentence for people */
export function parseOptions(
  args: readonly string[],
  known: { cases: readonly string[]; growth: readonly string[] },
): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      case: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '20' },
      vs: { type: 'string', multiple: true, default: [] },
      off: { type: 'string', multiple: true, default: [] },
      growth: { type: 'boolean', default: false },
      'open-registry': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const names = values.growth ? known.growth : known.cases;
  const unknown = values.case.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no case ${unknown}; these are: ${names.join(', ')}.`);
  }
  if (!/^[1-9]\d{0,3}$/.test(values.rounds)) {
    throw new Error(`--rounds is not a whole number from 1 to 9999: ${values.rounds}`);
  }
  return {
    cases: values.case,
    rounds: Number(values.rounds),
    others: [...values.off.map(without), ...values.vs.map(otherHook)],
    isGrowth: values.growth,
    isJson: values.json,
    isOpen: values['open-registry'],
    writes: values.write,
  };
}

function without(feature: string): Hook {
  if (!featureNames.includes(feature as FeatureName)) {
    throw new Error(`There is no feature ${feature}; these are: ${featureNames.join(', ')}.`);
  }
  const variable = `HOOK_FEATURE_${feature.toUpperCase().replaceAll('-', '_')}`;
  return { name: `hook, ${feature} off`, env: { [variable]: 'off' } };
}

function otherHook(path: string): Hook {
  const program = resolve(path);
  if (!existsSync(program)) throw new Error(`There is no hook at ${path}.`);
  return { name: path, program };
}
