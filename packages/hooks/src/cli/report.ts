import { HookError, explain } from '../errors.ts';
import { createCollector } from '../report/counts/collect.ts';
import { findLogs } from '../report/logs/find-logs.ts';
import { readLogs } from '../report/logs/read-logs.ts';
import { printable } from '../report/names.ts';
import { makeReport, type Report } from '../report/report.ts';
import { renderPrometheus } from '../report/show/prometheus.ts';
import { renderText } from '../report/show/text.ts';
import type { Values } from './arguments.ts';
import type { Command, ExitCode } from './main.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { reportArguments, reportHelp } from './report-help.ts';
import { parseReportOptions, type ReportOptions } from './report-options.ts';
import { checkWritable, writeWhole } from './write-file.ts';

/** Control against canary, out of the event logs of many runners. */
export const report: Command = {
  help: reportHelp,
  options: reportArguments,
  async run(values, output) {
    try {
      return await compare(values, output);
    } catch (error) {
      // Never 1, whatever happened: a pipeline would roll back.
      output.note(explain(error));
      return 2;
    }
  },
};

async function compare(values: Values, output: Output): Promise<ExitCode> {
  const now = Date.now();
  const options = parseReportOptions(values, process.env, now);
  const files = { html: values.text('html'), prometheus: values.text('prometheus') };
  for (const file of Object.values(files)) if (file !== undefined) await checkWritable(file);

  const result = await readReport(options, output, now);
  if (values.flag('json')) output.print(JSON.stringify(result, undefined, 2));
  else for (const line of renderText(result, output)) output.print(line);

  if (files.html !== undefined) {
    const { renderPage } = await import('../report/show/page.ts');
    await writeWhole(files.html, renderPage(result));
  }
  if (files.prometheus !== undefined) await writeWhole(files.prometheus, renderPrometheus(result));
  return result.verdict.decision === 'roll back' ? 1 : 0;
}

async function readReport(
  { paths, question, limits }: ReportOptions,
  output: Output,
  now: number,
): Promise<Report> {
  const { logs, problems, empty } = await findLogs(paths);
  for (const problem of problems) output.note(problem);
  const files = logs.flat();
  if (files.length === 0) throw noLogs(paths);
  for (const path of empty) output.note(`There are no event logs in ${printable(path)}.`);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  let unreadable = problems.length;
  const collector = createCollector(question);
  await readLogs(logs, collector, {
    stdin: process.stdin,
    onBytes: createProgress(output, size, () => performance.now()),
    onProblem: (problem) => {
      unreadable += 1;
      output.note(problem);
    },
  });
  output.progress('');
  const read = { directories: logs.length, files: files.length, unreadable };
  return makeReport(question, collector.counts(), limits, read, now);
}

function noLogs(paths: readonly string[]): HookError {
  return new HookError(`There are no event logs in ${paths.map(printable).join(', ')}.`, {
    hint: 'The hook writes hook-events-*.jsonl into the directory that HOOK_EVENT_LOG names on the runner.',
  });
}
