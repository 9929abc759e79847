import { featureNames } from '../features.ts';
import type { Options } from './arguments.ts';

export const reportHelp = `hooks report: compares canary and control in the event logs of runners.

Usage: hooks report [OPTIONS] [PATH]...

  PATH                directories that are searched for hook-events-*.jsonl,
                      files, or - for stdin (default: HOOK_EVENT_LOG)

Options:
  --feature NAME      feature that the arms differ in, one of those below
                      (default: credential-helper)
  --since TIME        jobs that began then or later: 2026-01-31,
                      2026-01-31T09:30 (UTC), 2026-01-31T09:30+02:00, or how
                      long ago: 90m, 24h, 7d, 2w (default: all)
  --until TIME        jobs that began before (default: all)
  --measure hook|job  what makes a job fail: the hook, or its own steps, too,
                      whose rates differ between repositories (default: hook)
  --min-jobs N        jobs that each arm needs for a verdict (default: 50)
  --margin POINTS     percentage points by which the canary may be worse
                      (default: 0)
  --json              print one JSON object
  --html FILE         also write a page with plots
  --prometheus FILE   also write metrics for node_exporter's textfile
                      collector; name it *.prom
  --help              print this text

Features:
${featureNames.map((name) => `  ${name}`).join('\n')}

Exit codes:
  0  go on, or hold
  1  roll back, and nothing else: a pipeline can act on it
  2  called wrongly, or the logs cannot be read

Examples:
  hooks report /var/log/ecr-runner-hooks --since 7d
  cat */hook-events-*.jsonl | hooks report - --json

Documentation: docs/report.md`;

export const reportArguments: Options = {
  feature: 'text',
  since: 'text',
  until: 'text',
  measure: 'text',
  'min-jobs': 'text',
  margin: 'text',
  json: 'flag',
  html: 'text',
  prometheus: 'text',
};
