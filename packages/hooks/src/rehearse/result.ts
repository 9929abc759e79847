import type { Unknown } from './expressions/resolve.ts';

/**
 * `tolerated`: it failed and may, by `continue-on-error`. `skipped`: its condition says no, or an
 * earlier step failed. `planned`: it would be played.
 */
export type Outcome = 'played' | 'failed' | 'tolerated' | 'skipped' | 'not played' | 'planned';

export interface StepResult {
  title: string;
  kind: 'prepare' | 'script' | 'container action' | 'action' | 'other' | 'cleanup';
  /** Where it stands in the workflow; the runner's own steps stand nowhere. */
  line?: number | undefined;
  outcome: Outcome;
  reason?: string | undefined;
  exitCode?: number | undefined;
  seconds?: number | undefined;
  outputs?: Readonly<Record<string, string>> | undefined;
}

/** A part of the workflow that a rehearsal leaves out. */
export interface Unsupported {
  what: string;
  line: number;
  why: string;
}

export interface Verdict {
  works: boolean;
  text: string;
}

export interface Report {
  /** Path as it was given. */
  workflow: string;
  job: string;
  /** Which combination of the matrix. */
  matrix: string | undefined;
  event: string;
  hook: string;
  /** The folder whose copy is the workspace. */
  workspace: string;
  /** Where the folders of the rehearsal are kept. */
  kept: string | undefined;
  steps: readonly StepResult[];
  unsupported: readonly Unsupported[];
  unknown: readonly Unknown[];
  notes: readonly string[];
  verdict: Verdict;
}
