import type { CaseResult, GrowthResult, HookResult } from './results.ts';

/** Figures for the tests of what is made of them. */

const result: HookResult = {
  hook: 'floor',
  isOurs: false,
  ms: { median: 100, p10: 90, p90: 110 },
  ratio: undefined,
  cpuMs: 30,
  childrenCpuMs: 0,
  peakMiB: 40,
  dockerProcesses: 0,
  engineCalls: { client: 0, hook: 3 },
  facts: {},
};

export function sampleCase(ratio: number): CaseResult {
  const ms = { median: 100 * ratio, p10: 95 * ratio, p90: 120 * ratio };
  const hook = { ...result, hook: 'hook', isOurs: true, ms, ratio, facts: { 'lines lost': 0 } };
  return { name: 'step', title: 'a <step>', target: 1.1, hooks: [hook, result] };
}

export const sampleGrowth: GrowthResult = {
  name: 'output',
  title: 'a step',
  unit: 'bytes',
  rounds: 3,
  points: [1000, 1_000_000].flatMap((size) =>
    ['hook', 'floor'].map((hook) => ({ size, hook, ms: Math.sqrt(size), peakMiB: 40 })),
  ),
};
