import type { Environment } from '../support/environment.ts';
import { projectFolder } from '../support/project.ts';

/** One thing to time; a fresh process each time. */
export interface TimedCommand {
  name: string;
  argv: readonly string[];
  /** The whole environment of the process. */
  env: Readonly<Record<string, string>>;
  input?: string;
}

export interface Measured {
  name: string;
  /** Median wall time in milliseconds, from start to exit. */
  ms: number;
}

/** Times commands inside an environment, interleaved. */
export async function measure(
  environment: Environment,
  commands: readonly TimedCommand[],
  rounds: number,
): Promise<Measured[]> {
  const program = `${projectFolder()}/test/dist/measure.js`;
  const { exitCode, stdout, stderr } = await environment.run(['node', program], {
    env: { PATH: environment.path },
    input: JSON.stringify({ commands, rounds }),
    timeoutMs: 600_000,
  });
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured[];
}

/** A table of the medians, each as a ratio of the first one. */
export function table(measured: readonly Measured[]): string {
  const floor = measured[0]?.ms ?? NaN;
  const rows = measured.map(({ name, ms }) => [name, ms.toFixed(1), (ms / floor).toFixed(2)]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[['what', 'ms', 'ratio'], ...rows].map((row) => (row[column] ?? '').length)),
  );
  return [['what', 'ms', 'ratio'], ...rows]
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  '))
    .join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
