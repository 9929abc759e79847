import type { Environment } from '../support/environment.ts';
import { startCounting } from '../support/counting.ts';
import { assertSucceeded, type BenchCase, type Facts } from './cases.ts';
import { assertSameEffects } from './effects.ts';
import type { CaseResult, HookResult } from './results.ts';
import { median, spreadOf } from './statistics.ts';
import { createSubject, floor, type Hook, type Subject, type SubjectOptions } from './subject.ts';
import { createUsageMeter, type Usage } from './usage.ts';

/** CPU time and memory vary less than time. */
const usageRounds = 5;

export interface MeasureOptions {
  rounds: number;
  /** Told of each call that is made. */
  onRound: (what: string) => void;
}

/** @throws when the floor has another effect than the hook, or a hook fails */
export async function measureCase(
  environment: Environment,
  benchCase: BenchCase,
  hooks: readonly Hook[],
  { rounds, onRound }: MeasureOptions,
): Promise<CaseResult> {
  onRound('effects');
  await assertSameEffects(environment, benchCase);
  const { name, title, target, registryDelayMs } = benchCase;
  if (registryDelayMs !== undefined) {
    await environment.registry.setFaults({ delayMs: registryDelayMs });
  }
  try {
    const times = await timeInTurn(environment, benchCase, hooks, { rounds, onRound });
    const results: HookResult[] = [];
    for (const [index, hook] of hooks.entries()) {
      onRound(`counts of ${hook.name}`);
      const timed = times[index] ?? { ms: [], facts: [] };
      const base = times[hooks.indexOf(floor)]?.ms ?? [];
      results.push({
        hook: hook.name,
        isOurs: hook.isOurs ?? false,
        ms: spreadOf(timed.ms),
        ratio: hook === floor ? undefined : median(timed.ms.map((ms, n) => ms / (base[n] ?? NaN))),
        ...(await usageOf(environment, benchCase, hook, Math.min(rounds, usageRounds))),
        ...(await countsOf(environment, benchCase, hook)),
        facts: summary(timed.facts),
      });
    }
    return { name, title, target, hooks: results };
  } finally {
    await environment.registry.setFaults();
  }
}

interface Timed {
  ms: number[];
  facts: Facts[];
}

/** All hooks in each round, another one first each time, so that a busy moment hits all of them. */
async function timeInTurn(
  environment: Environment,
  benchCase: BenchCase,
  hooks: readonly Hook[],
  { rounds, onRound }: MeasureOptions,
): Promise<Timed[]> {
  const timed = hooks.map((hook) => {
    const times: Timed = { ms: [], facts: [] };
    return { subject: createSubject(environment, hook), times };
  });
  for (const { subject } of timed) await benchCase.open?.(subject.runner);
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    onRound(`round ${String(round)} of ${String(rounds)}`);
    for (const { subject, times } of rotated(timed, round)) {
      const { ms, facts } = await playRound(environment, benchCase, subject);
      const isCounted = round > 0;
      times.ms.push(...(isCounted ? [ms] : []));
      times.facts.push(...(isCounted ? [facts] : []));
    }
  }
  for (const { subject } of timed) await benchCase.close?.(subject.runner);
  return timed.map(({ times }) => times);
}

function rotated<Item>(list: readonly Item[], by: number): Item[] {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

async function playRound(
  environment: Environment,
  { before, call, after, facts }: BenchCase,
  subject: Subject,
): Promise<{ ms: number; facts: Facts }> {
  await before?.(subject.runner);
  subject.output.lines = 0;
  subject.output.bytes = 0;
  const made = await call(subject.runner);
  assertSucceeded(made);
  const found = (await facts?.(made, subject, environment)) ?? {};
  await after?.(subject.runner);
  return { ms: made.times?.ms ?? NaN, facts: found };
}

/** In runs of their own, as somebody looks at the process. */
async function usageOf(
  environment: Environment,
  benchCase: BenchCase,
  hook: Hook,
  rounds: number,
): Promise<Usage> {
  const meter = createUsageMeter(environment);
  const used: Usage[] = [];
  // What tidies up afterwards is read by nobody: the next call writes over it.
  const call: BenchCase['call'] = async (runner) => {
    const made = await benchCase.call(runner);
    used.push(meter.read());
    return made;
  };
  await playAll(environment, { ...benchCase, call }, { hook, rounds, options: meter.options });
  return {
    cpuMs: median(used.map(({ cpuMs }) => cpuMs)),
    childrenCpuMs: median(used.map(({ childrenCpuMs }) => childrenCpuMs)),
    peakMiB: median(used.map(({ peakMiB }) => peakMiB)),
  };
}

/** In a run of its own, as a docker that writes itself down and a socket in between take time. */
async function countsOf(
  environment: Environment,
  benchCase: BenchCase,
  hook: Hook,
): Promise<Pick<HookResult, 'dockerProcesses' | 'engineCalls'>> {
  await using counting = await startCounting(environment);
  let counted = counting.take();
  const call: BenchCase['call'] = async (runner) => {
    counting.take();
    const made = await benchCase.call(runner);
    counted = counting.take();
    return made;
  };
  const options = { env: counting.env };
  await playAll(environment, { ...benchCase, call }, { hook, rounds: 1, options });
  const by = (who: 'client' | 'hook') => counted.engine.filter((each) => each.by === who).length;
  return {
    dockerProcesses: counted.docker.length,
    engineCalls: { client: by('client'), hook: by('hook') },
  };
}

async function playAll(
  environment: Environment,
  benchCase: BenchCase,
  { hook, rounds, options }: { hook: Hook; rounds: number; options: SubjectOptions },
): Promise<void> {
  const subject = createSubject(environment, hook, options);
  await benchCase.open?.(subject.runner);
  for (let round = 0; round < rounds; round += 1) await playRound(environment, benchCase, subject);
  await benchCase.close?.(subject.runner);
}

/** The median, but the worst of what must not be: one lost line is one too many. */
function summary(facts: readonly Facts[]): Facts {
  const names = Object.keys(facts[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const values = facts.map((each) => each[name] ?? NaN);
      return [name, name.endsWith('lost') ? Math.max(...values) : median(values)];
    }),
  );
}
