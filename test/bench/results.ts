import type { Spread } from './statistics.ts';

/** What a run of the benchmark found; also what `--json` prints. */
export interface Results {
  machine: Machine;
  rounds: number;
  cases: CaseResult[];
  growth: GrowthResult[];
}

/** What the figures depend on, without a word about whose machine it is. */
export interface Machine {
  cores: number;
  memoryGiB: number;
  node: string;
  docker: string;
  dockerd: string;
  storage: string;
}

export interface CaseResult {
  name: string;
  title: string;
  /** How many times as long as the floor the hook may take. */
  target: number;
  hooks: HookResult[];
}

/** One hook in one case; medians but for the spread. */
export interface HookResult {
  hook: string;
  /** Ours, with whatever settings: it has a target. */
  isOurs: boolean;
  ms: Spread;
  /** Median of the ratios of each round to the floor in the same round. */
  ratio?: number | undefined;
  cpuMs: number;
  /** Of docker clients and credential helpers. */
  childrenCpuMs: number;
  peakMiB: number;
  dockerProcesses: number;
  engineCalls: { client: number; hook: number };
  /** Medians of further figures; the largest where something may not happen at all. */
  facts: Readonly<Record<string, number>>;
}

/** How one figure of the request changes what a hook takes. */
export interface GrowthResult {
  name: string;
  title: string;
  /** Of `size`. */
  unit: string;
  rounds: number;
  points: GrowthPoint[];
}

export interface GrowthPoint {
  size: number;
  hook: string;
  ms: number;
  peakMiB: number;
}
