import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { exampleLines, reportOf } from '../../test/report.ts';
import { metricsOf } from './show/metrics.ts';
import { renderText } from './show/text.ts';

const page = readFileSync(new URL('../../../../docs/report.md', import.meta.url), 'utf8');

const report = reportOf(exampleLines());

test('docs/report.md lists every metric with its labels, and no other', () => {
  const rows = [...page.matchAll(/^\| `ecr_runner_hooks_(\w+)` +\| (.*?) +\|/gm)];
  const documented = rows.map(([, name, labels = '']) => [name, labels.match(/\w+/g) ?? []]);
  const made = metricsOf(report).map(({ name, samples }) => [
    name,
    Object.keys(samples[0]?.[0] ?? {}),
  ]);
  expect(documented).toEqual(made);
});

test('docs/report.md names every field of --json', () => {
  const [, section = ''] = /^## --json$(.*?)^## /ms.exec(page) ?? [];
  const fields = new Set(section.match(/\w+/g));
  for (const name of namesIn(report)) expect(fields).toContain(name);
});

test('docs/report.md shows a real report, with some left out', () => {
  const [, example = ''] = /^```text\n(credential-helper: .*?)```$/ms.exec(page) ?? [];
  const told = renderText(report, { color: (_, text) => text, columns: 80 }).join('\n');
  const parts = example.split('…\n');
  expect(parts).toHaveLength(3);
  for (const part of parts) expect(told).toContain(part.trim());
});

/** Names of fields, however deep; reasons and phases are values that serve as names. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    return name === 'skipped' ? [name] : [name, ...namesIn(inner)];
  });
}
