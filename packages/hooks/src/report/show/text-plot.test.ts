import { expect, test } from '@jest/globals';
import { hookFailed, linesOfJobs } from '../../../test/event-lines.ts';
import { reportOf } from '../../../test/report.ts';
import { plotRates } from './text-plot.ts';

test('draws rates and intervals on one scale', () => {
  const report = reportOf(
    linesOfJobs([
      { variant: 'off', jobs: 990 },
      { variant: 'off', jobs: 10, prepare: hookFailed },
      { variant: 'on', jobs: 80 },
      { variant: 'on', jobs: 20, prepare: hookFailed },
    ]),
  );
  expect(plotRates(report, 80)).toEqual([
    'success rate            71 %                                               100 %',
    '  control     99.00 %                                                       ├●┤',
    '  canary      80.00 %   ├────────────────●────────────┤',
  ]);
});

test('draws a single point of an interval that is narrower than a letter', () => {
  const rate = { value: 0.3, lower: 0.29999, upper: 0.30001 };
  const arm = { ...reportOf([]).arms.control, successRate: rate };
  const wide = { ...arm, successRate: { value: 0.5, lower: 0.01, upper: 0.99 } };
  const report = { ...reportOf([]), arms: { control: arm, canary: wide } };
  expect(plotRates(report, 80)[1]).toMatch(/^ {2}control {5}30\.00 % +●$/);
});

test('draws nothing of an arm without jobs', () => {
  const lines = plotRates(reportOf(linesOfJobs([{ variant: 'on', jobs: 1 }])), 80);
  expect(lines[1]).toBe('  control           -   ');
  expect(lines[2]).toMatch(/100\.00 % {3}├─+●$/);
});
