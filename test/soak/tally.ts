import type { expect as jestExpect } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';

/** What a suite counts; what it does not count is left out. */
export interface Figures {
  /** Things that were made to go wrong. */
  faults?: number;
  /** Those of them that ended as promised, with nothing left behind. */
  survived?: number;
  /** Requests and other input tried. */
  inputs?: number;
  jobs?: number;
  /** Secrets found where none may be, and files, containers, networks or volumes left. */
  leaks?: number;
}

/**
 * Adds to what is printed at the end of all tests (tally-reporter.js), under one heading per subject. Count a
 * fault before it is injected and its survival after the last expectation.
 */
export function tally(subject: string, figures: Figures): void {
  const file = process.env['SOAK_TALLY'];
  if (file === undefined)
    throw new Error('SOAK_TALLY is not set: jest.config.js names the reporter.');
  // Programs that no test has started, such as the benchmark, load this file, too, and have no jest.
  const { expect } = globalThis as { expect?: typeof jestExpect };
  const suite = basename(expect?.getState().testPath ?? '');
  appendFileSync(file, `${JSON.stringify({ subject, suite, ...figures })}\n`);
}
