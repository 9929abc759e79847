import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stripVTControlCharacters, styleText } from 'node:util';
import { hookFailed, linesOfJobs } from '../../../test/event-lines.ts';
import { exampleLines, reportOf } from '../../../test/report.ts';
import { renderText, type Terminal } from './text.ts';

type Style = Parameters<Terminal['color']>[0];

const plain = { color: (_style: string, text: string) => text, columns: 80 };

const told = `credential-helper: canary (on) against control (off, shadow)
4,198 lines, 1 file, 1 directory; jobs that began 2026-01-01 00:00 UTC to
2026-01-10 17:00 UTC

                            control   canary
jobs                          1,265      134
  in shadow                      60        0
  succeeded                   1,260      122
  failed                          0       12
  cancelled (in no rate)          5        0
success rate               100.00 %  91.04 %
  95 % interval from        99.70 %  85.00 %
  to                       100.00 %  94.80 %
jobs without an end               0        0
jobs saved by a fallback          0        2
pulls saved by a fallback         0        2
pulls tried again                 0        0

success rate            84 %                                               100 %
  control    100.00 %                                                         ├●
  canary      91.04 %      ├────────────────────●────────────┤

time per call  p50 control  canary  p95 control  canary
prepare_job          4.9 s   4.9 s        4.9 s   4.9 s
sweep                40 ms   40 ms       498 ms  498 ms
pull                 4.0 s   4.0 s        4.0 s   4.0 s
start               699 ms  699 ms       699 ms  699 ms
exec                 1.2 s   1.2 s        1.2 s   1.2 s
logs                 30 ms   30 ms        30 ms   30 ms

errors of the hook: jobs with  control  canary
auth                                 0      12

newest jobs saved by a fallback
  2026-01-10 15:00 UTC  octo-org/hello  build  21000001386/1  runner-1
  2026-01-10 14:50 UTC  octo-org/hello  build  21000001385/1  runner-1

shadow: registry host  checks  not covered  no credentials
ghcr.io                    60            0              60

not in these numbers
  1 line was skipped (1 no JSON).

Verdict: roll back
  Control has 1,260 jobs and the canary 134; the canary's upper bound 94.80 %
  plus 0 percentage points lies below control's lower bound 99.70 %.
Rule
  Hold while an arm has fewer than 50 jobs that were not cancelled. Roll back
  when the canary's upper bound plus the margin (0 percentage points) lies below
  control's lower bound. Else go on. The bounds are those of the Wilson interval
  at 95 %. A job succeeds when no call of the hook failed; its own steps may
  fail.`;

test('tells everything in 80 columns, the verdict and its rule last', () => {
  expect(renderText(reportOf([...exampleLines(), '{"torn']), plain).join('\n')).toBe(told);
});

test('tells the same in colour', () => {
  const color = (style: Style, text: string) => styleText(style, text, { validateStream: false });
  const lines = renderText(reportOf([...exampleLines(), '{"torn']), { color, columns: 80 });
  expect(lines.join('\n')).toContain('\u001b[31mroll back\u001b[39m');
  expect(stripVTControlCharacters(lines.join('\n'))).toBe(told);
});

test('tells of nothing that there is nothing', () => {
  const lines = renderText(reportOf([]), plain);
  expect(lines.slice(0, 3)).toEqual([
    expect.any(String),
    '0 lines, 1 file, 1 directory; no jobs',
    '',
  ]);
  expect(lines).toContain('Verdict: hold');
});

test('no name out of a log moves the cursor or leaves its line', () => {
  const name = fc.string({ unit: 'binary' }).map((text) => `\u001b[2J\r\n\u009b1A${text}`);
  fc.assert(
    fc.property(name, (hostile) => {
      const names = { repository: hostile, job: hostile, runner: hostile, errorClass: hostile };
      const found = [{ host: hostile, covered: false, ok: false }];
      const lines = linesOfJobs([
        { variant: 'on', jobs: 1, ...names, prepare: { fallbacks: 1 } },
        { variant: 'on', jobs: 1, ...names, prepare: { ...hookFailed, ...names } },
        {
          variant: 'shadow',
          jobs: 1,
          ...names,
          prepare: { shadow: found, phases: { [hostile]: 1 } },
        },
      ]);
      for (const line of renderText(reportOf(lines), plain)) expect(line).not.toMatch(/\p{C}/u);
    }),
  );
});
