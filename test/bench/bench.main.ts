/**
 * `npm run bench`: what the hook costs beside the floor. See options.ts for how to use it and
 * docs/performance.md for what it says.
 */
import { startEnvironment, type Environment } from '../support/environment.ts';
import { benchCases, hosts, seedImages } from './cases.ts';
import { measureGrowth } from './growth.ts';
import { growths } from './growths.ts';
import { describeMachine } from './machine.ts';
import { measureCase } from './measure-case.ts';
import { benchHelp, parseOptions, type BenchOptions } from './options.ts';
import { writePage } from './performance-page.ts';
import { createProgress } from './progress.ts';
import type { Results } from './results.ts';
import { floor, installHook, type Hook } from './subject.ts';
import { caseTable, growthTable, terminalText } from './table.ts';
import { runTool } from './tool.ts';

/** Times that grow by a factor need fewer rounds than those that are compared. */
const growthRounds = 3;

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
const known = { cases: names(benchCases(hosts.ecr)), growth: names(growths(hosts.ecr)) };

async function main(options: BenchOptions): Promise<void> {
  const results = await measureAll(options);
  if (options.writes) writePage(results);
  process.stdout.write(
    options.isJson ? `${JSON.stringify(results, undefined, 2)}\n` : text(results),
  );
}

async function measureAll(options: BenchOptions): Promise<Results> {
  const { rounds, others, isGrowth, isOpen } = options;
  const host = isOpen ? hosts.open : hosts.ecr;
  const progress = createProgress(process.stderr);
  const isWanted = ({ name }: { name: string }) =>
    options.cases.length === 0 || options.cases.includes(name);
  progress.show('starting docker and registries');
  await using environment: Environment = await startEnvironment({ watchesSecrets: false });
  await seedImages(environment, host);
  const ours = await installHook(environment);
  const installed = (hook: Hook): Hook => ({ program: ours.program, ...hook });
  const hooksFor = ({ beside = [] }: { beside?: readonly Hook[] }) => {
    return [ours, floor, ...[...others, ...beside].map(installed)];
  };
  const results: Results = {
    machine: await describeMachine(environment),
    rounds,
    cases: [],
    growth: [],
  };
  for (const benchCase of isGrowth ? [] : benchCases(host).filter(isWanted)) {
    const onRound = (what: string) => {
      progress.show(`${benchCase.name}: ${what}`);
    };
    const measuring = { rounds, onRound };
    results.cases.push(await measureCase(environment, benchCase, hooksFor(benchCase), measuring));
  }
  for (const growth of isGrowth ? growths(host).filter(isWanted) : []) {
    const onRound = (what: string) => {
      progress.show(`growth of ${growth.name}: ${what}`);
    };
    const growing = { rounds: Math.min(rounds, growthRounds), onRound };
    results.growth.push(await measureGrowth(environment, growth, hooksFor(growth), growing));
  }
  progress.end();
  return results;
}

function text({ cases, growth }: Results): string {
  const tables = [...(cases.length > 0 ? [caseTable(cases)] : []), ...growth.map(growthTable)];
  return tables.map(terminalText).join('\n');
}

void runTool({
  name: 'bench',
  help: benchHelp(known.cases, known.growth),
  parse: (args) => parseOptions(args, known),
  run: main,
});
