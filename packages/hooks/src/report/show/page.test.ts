import { expect, test } from '@jest/globals';
import { hookFailed, linesOfJobs } from '../../../test/event-lines.ts';
import { reportOf } from '../../../test/report.ts';
import { renderPage } from './page.ts';

const hostile = `</title></style><script>alert("x")</script><img src=x onerror='alert(1)'>`;

test('names nothing outside of itself, and runs nothing', () => {
  const names = { repository: hostile, workflow: hostile, job: hostile, runner: hostile };
  const shadow = [{ host: hostile, covered: false, ok: false }];
  const page = renderPage(
    reportOf(
      linesOfJobs([
        { variant: 'on', jobs: 60, ...names, prepare: { fallbacks: 1 } },
        { variant: 'on', jobs: 3, ...names, prepare: { ...hookFailed, errorClass: hostile } },
        { variant: 'shadow', jobs: 60, ...names, prepare: { shadow, phases: { [hostile]: 3 } } },
      ]),
    ),
  );
  expect(page).not.toMatch(/<(script|img|link|iframe|object|a|base)\b|https?:|url\(|@import/);
  expect(page.match(/<\/title>|<\/style>/g)).toEqual(['</title>', '</style>']);
  expect(page).toContain('&#60;script&#62;');
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

test('has no length that is no number, also of arms without jobs', () => {
  for (const jobs of [[], [{ variant: 'on', jobs: 1 }], [{ variant: 'off', jobs: 1 }]] as const) {
    expect(renderPage(reportOf(linesOfJobs(jobs)))).not.toMatch(
      /NaN|Infinity|undefined|null|\[object/,
    );
  }
});
