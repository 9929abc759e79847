import { armNames } from '../arms.ts';
import type { Arm, PhaseRow, Report } from '../report.ts';
import { decisions } from '../verdict.ts';
import type { Rate } from '../wilson.ts';

/** What a machine watches of a report. */
export interface Metric {
  /** Without the prefix that all have. */
  name: string;
  help: string;
  samples: readonly Sample[];
}

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * No label comes out of a log but phases and classes of errors, of which the report keeps few. A
 * metric without samples is left out.
 */
export function metricsOf(report: Report): Metric[] {
  const { verdict, phases, errors, shadow, logs, madeAt } = report;
  const each = (tell: (arm: Arm) => number): Sample[] =>
    armNames.map((arm) => [{ arm }, tell(report.arms[arm])]);
  const rates = (tell: (rate: Rate) => number): Sample[] =>
    armNames.flatMap((arm): Sample[] => {
      const rate = report.arms[arm].successRate;
      return rate ? [[{ arm }, tell(rate)]] : [];
    });
  const outcomes = (['succeeded', 'failed', 'cancelled'] as const).flatMap((outcome) =>
    armNames.map((arm): Sample => [{ arm, outcome }, report.arms[arm][outcome]]),
  );
  const table: [string, string, readonly Sample[]][] = [
    ['jobs', 'Jobs by arm and outcome.', outcomes],
    ['unfinished_jobs', 'Jobs without cleanup_job.', each(({ unfinished }) => unfinished)],
    ['success_ratio', 'Share of the jobs not cancelled that succeeded.', rates((r) => r.value)],
    ['success_ratio_lower', 'Lower Wilson bound at 95 %.', rates((r) => r.lower)],
    ['success_ratio_upper', 'Upper Wilson bound at 95 %.', rates((r) => r.upper)],
    ['phase_seconds', 'Duration of a phase in a call.', phases.flatMap(quantiles)],
    ['phase_calls', 'Calls that had the phase.', phases.flatMap(calls)],
    [
      'error_jobs',
      'Jobs by class of error of the hook.',
      errors.flatMap(({ errorClass, ...jobs }) =>
        armNames.map((arm): Sample => [{ arm, class: errorClass }, jobs[arm]]),
      ),
    ],
    ['fallback_jobs', 'Jobs saved by a fallback.', each(({ fallbackJobs }) => fallbackJobs)],
    ['fallback_pulls', 'Pulls saved by a fallback.', each(({ fallbacks }) => fallbacks)],
    ['retried_pulls', 'Pulls that were tried again.', each(({ retries }) => retries)],
    ['shadow_jobs', 'Jobs of control in shadow.', [[{}, shadow.jobs]]],
    [
      'shadow_checks',
      'What shadow found, over all registry hosts.',
      (['checks', 'covered', 'ok'] as const).map((result): Sample => {
        return [{ result }, shadow.hosts.reduce((sum, host) => sum + host[result], 0)];
      }),
    ],
    [
      'verdict',
      'One for the verdict, zero for the others.',
      decisions.map((decision): Sample => [
        { verdict: decision },
        Number(decision === verdict.decision),
      ]),
    ],
    ['log_lines', 'Lines that were read.', [[{}, logs.lines]]],
    [
      'log_lines_skipped',
      'Lines that could not be used.',
      Object.entries(logs.skipped).map(([reason, lines]): Sample => [{ reason }, lines]),
    ],
    ['log_unreadable', 'Files and directories that could not be read.', [[{}, logs.unreadable]]],
    [
      'report_timestamp_seconds',
      'When the report was made, in Unix time.',
      [[{}, Date.parse(madeAt) / 1000]],
    ],
  ];
  return table
    .map(([name, help, samples]) => ({ name, help, samples }))
    .filter(({ samples }) => samples.length > 0);
}

function quantiles(row: PhaseRow): Sample[] {
  return armNames.flatMap((arm): Sample[] => {
    const [times, labels] = [row[arm], { arm, phase: row.phase }];
    if (!times) return [];
    return [
      [{ ...labels, quantile: '0.5' }, times.p50 / 1000],
      [{ ...labels, quantile: '0.95' }, times.p95 / 1000],
    ];
  });
}

function calls(row: PhaseRow): Sample[] {
  return armNames.map((arm) => [{ arm, phase: row.phase }, row[arm]?.calls ?? 0]);
}
