/** The parts of jest's `--json` that are read. */
export interface RoundResult {
  startTime: number;
  numTotalTestSuites: number;
  numTotalTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string; endTime: number; assertionResults: object[] }[];
}

export function sayRound(result: RoundResult): string;

export function failuresOf(result: RoundResult, root: string): string[];
