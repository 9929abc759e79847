import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventLine, features } from '../../packages/hooks/test/event-lines.ts';

/** prepare_job, six steps, cleanup_job. */
const linesOfJob = 8;

/** 8 MiB or so, as the hook begins a new file then. */
const linesOfFile = 12_000;

/**
 * Writes the logs of a fleet, a directory for each runner: a tenth of the jobs is in the canary, one in a
 * hundred fails, durations spread over three orders of magnitude. The same each time.
 */
export function writeSampleLogs(directory: string, lines: number, runners: number): void {
  const random = createRandom();
  for (let runner = 0; runner < runners; runner += 1) {
    const folder = join(directory, `runner-${String(runner)}`);
    mkdirSync(folder, { recursive: true });
    const own =
      Math.floor((lines * (runner + 1)) / runners) - Math.floor((lines * runner) / runners);
    for (let first = 0; first < own; first += linesOfFile) {
      const count = Math.min(linesOfFile, own - first);
      const text = Array.from({ length: count }, (_, index) =>
        sampleLine(runner, first + index, random),
      );
      const number = String(1 + first / linesOfFile).padStart(6, '0');
      writeFileSync(join(folder, `hook-events-${number}.jsonl`), `${text.join('\n')}\n`);
    }
  }
}

function sampleLine(runner: number, index: number, random: () => number): string {
  const job = Math.floor(index / linesOfJob);
  const step = index % linesOfJob;
  const ms = (least: number) => Math.round(least * 10 ** (3 * random() ** 2));
  const run = { runner: `linux-x64-${String(runner)}`, runId: String(21_000_000_000 + job) };
  const repository = `octo-org/service-${String((job * 7 + runner) % 40)}`;
  const time = new Date(Date.UTC(2026, 0, 1) + 20_000 * index).toISOString();
  const common = {
    ...run,
    repository,
    time,
    features: features((job + runner) % 10 ? 'off' : 'on'),
  };
  if (step > 0 && step < linesOfJob - 1) {
    const exec = ms(300);
    const failed = { exitCode: 1, outcome: 'step-failed' } as const;
    const ending = random() < 0.02 ? failed : {};
    return eventLine({ ...common, phases: { exec }, durationMs: exec + 60, ...ending });
  }
  if (step > 0) {
    const logs = ms(20);
    const command = 'cleanup_job';
    return eventLine({ ...common, command, phases: { logs, sweep: 400 }, durationMs: logs + 420 });
  }
  const phases = { sweep: ms(20), pull: ms(900), start: ms(300), health: ms(200) };
  const durationMs = phases.sweep + phases.pull + phases.start + phases.health;
  const failed = { exitCode: 1, outcome: 'hook-failed', errorClass: 'auth' } as const;
  const ending = random() < 0.01 ? failed : {};
  const counts = { images: 3, bytes: 812_345_678, retries: random() < 0.02 ? 1 : 0, fallbacks: 0 };
  return eventLine({ ...common, command: 'prepare_job', phases, durationMs, ...counts, ...ending });
}

/** Numerical Recipes' linear congruential generator: spread well enough for sample data. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
