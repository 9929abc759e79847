import type { Count, Sums } from './figures.js';

/** What is read of jest's result of a file. */
export interface SuiteResult {
  testFilePath: string;
  perfStats: { start: number; end: number };
  numPassingTests: number;
  numFailingTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testExecError?: unknown;
}

/** Times in milliseconds since 1970. */
export interface Kept {
  start: number;
  end: number;
  tests: number;
  sums: Sums;
}

export function suitesIn(folder: string): string[];
export function keepFigures(
  folder: string,
  results: readonly SuiteResult[],
  counts: readonly Count[],
): void;
export function keptFigures(
  folder: string,
  suites: readonly string[],
): { missing: string[]; kept: Kept[] };
export function addUp(kept: readonly Kept[]): {
  days: string;
  tests: number;
  minutes: number;
  sums: Sums;
};
export function withFigures(page: string, figures: string): string;
