import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { featureNames, type FeatureName } from '../../packages/hooks/src/features.ts';
import { projectFolder } from '../support/project.ts';
import { ours, type Hook } from './subject.ts';

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

export function benchHelp(cases: readonly string[], growth: readonly string[]): string {
  return `npm run bench: measures what the hook costs.

Usage: npm run bench -- [OPTIONS]

Beside it a floor is measured: as small a program as can be with the same
effect. It takes root, as the end-to-end tests do. Times are wall times from
start to exit of the hook process; CPU time, memory and counts come from further
runs, which are not timed.

Options:
  --case NAME      this case alone; repeatable (default: all)
  --rounds N       how often each case is timed (default: 20)
  --vs PATH        measure another hook, too, by its index.js; repeatable
  --off FEATURE    measure our hook without this feature, too; repeatable
  --not-compiled   measure our hook without its code cache, too
  --growth         how time and memory grow with a job, instead of the cases
  --open-registry  pull without credentials, for hooks that know no helper
  --json           print one JSON object
  --write          write docs/performance.md; with --growth that part of it
  --help           print this text

Cases:
${indented(cases)}
With --growth:
${indented(growth)}
Features:
${indented(featureNames)}
Exit codes:
  0  measured
  1  failed
  2  called wrongly

Examples:
  npm run bench -- --case script-step --rounds 60
  npm run bench -- --off engine-exec

Documentation: docs/performance.md
`;
}

function indented(names: readonly string[]): string {
  return names.map((name) => `  ${name}\n`).join('');
}

/** @throws an error of one sentence for people */
export function parseOptions(
  args: readonly string[],
  known: { cases: readonly string[]; growth: readonly string[] },
): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      case: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '20' },
      vs: { type: 'string', multiple: true, default: [] },
      off: { type: 'string', multiple: true, default: [] },
      'not-compiled': { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      'open-registry': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
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
    others: [
      ...values.off.map(without),
      ...(values['not-compiled'] ? [notCompiled] : []),
      ...values.vs.map(otherHook),
    ],
    isGrowth: values.growth,
    isJson: values.json,
    isOpen: values['open-registry'],
    writes: values.write,
  };
}

const notCompiled: Hook = {
  ...ours,
  name: 'hook, not compiled',
  program: join(projectFolder(), 'packages/hooks/dist/index.js'),
};

function without(feature: string): Hook {
  if (!featureNames.includes(feature as FeatureName)) {
    throw new Error(`There is no feature ${feature}; these are: ${featureNames.join(', ')}.`);
  }
  const variable = `HOOK_FEATURE_${feature.toUpperCase().replaceAll('-', '_')}`;
  return { ...ours, name: `hook, ${feature} off`, env: { [variable]: 'off' } };
}

function otherHook(path: string): Hook {
  const program = resolve(path);
  if (!existsSync(program)) throw new Error(`There is no hook at ${path}.`);
  return { name: path, program };
}
