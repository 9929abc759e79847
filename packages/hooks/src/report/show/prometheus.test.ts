import { expect, test } from '@jest/globals';
import { hookFailed, linesOfJobs } from '../../../test/event-lines.ts';
import { reportOf } from '../../../test/report.ts';
import { renderPrometheus } from './prometheus.ts';

const fleet = linesOfJobs([
  { variant: 'off', jobs: 60 },
  { variant: 'on', jobs: 58, prepare: { fallbacks: 1 } },
  { variant: 'on', jobs: 2, prepare: hookFailed },
]);

const base = 'feature="credential-helper",measure="hook"';

test('tells jobs, rates, times, errors, fallbacks and the verdict', () => {
  const lines = renderPrometheus(reportOf([...fleet, 'torn'])).split('\n');
  for (const line of [
    '# HELP ecr_runner_hooks_jobs Jobs by arm and outcome.',
    '# TYPE ecr_runner_hooks_jobs gauge',
    `ecr_runner_hooks_jobs{${base},arm="canary",outcome="failed"} 2`,
    `ecr_runner_hooks_success_ratio{${base},arm="control"} 1`,
    `ecr_runner_hooks_error_jobs{${base},arm="canary",class="auth"} 2`,
    `ecr_runner_hooks_fallback_jobs{${base},arm="canary"} 58`,
    `ecr_runner_hooks_verdict{${base},verdict="go on"} 1`,
    `ecr_runner_hooks_verdict{${base},verdict="roll back"} 0`,
    `ecr_runner_hooks_log_lines_skipped{${base},reason="no JSON"} 1`,
    `ecr_runner_hooks_report_timestamp_seconds{${base}} 1769904000`,
  ]) {
    expect(lines).toContain(line);
  }
  const labels = 'arm="canary",phase="pull",quantile="0.95"';
  const [, seconds] = lines.find((line) => line.includes(labels))?.split('} ') ?? [];
  expect(Number(seconds)).toBeCloseTo(4, 1);
});

test('keeps to the text format', () => {
  const name = 'ecr_runner_hooks_[a-z_]+';
  const label = '[a-z]+="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
  const sample = new RegExp(`^(${name})\\{${label}(?:,${label})*\\} [\\d.e+-]+$`);
  let current = '';
  for (const line of renderPrometheus(reportOf(fleet)).trimEnd().split('\n')) {
    const [, , ...words] = line.split(' ');
    if (line.startsWith('# HELP ')) current = words[0] ?? '';
    else if (line.startsWith('# TYPE ')) expect(words).toEqual([current, 'gauge']);
    else expect(sample.exec(line)?.[1]).toBe(current);
  }
});

test('says nothing of rates that do not exist', () => {
  const text = renderPrometheus(reportOf([]));
  expect(text).not.toMatch(/success_ratio|NaN|null|undefined/);
  expect(text).toContain(`ecr_runner_hooks_verdict{${base},verdict="hold"} 1\n`);
});

test('escapes labels, and has none that a workflow chooses', () => {
  const errorClass = 'a"} 1\nb\\';
  const text = renderPrometheus(
    reportOf(
      linesOfJobs([
        { variant: 'on', jobs: 1, prepare: { ...hookFailed, errorClass, fallbacks: 1 } },
      ]),
    ),
  );
  expect(text).toContain('class="a\\"} 1\ufffdb\\\\"} 1\n');
  expect(text).not.toMatch(/octo-org|Build and test|runner-1/);
});
