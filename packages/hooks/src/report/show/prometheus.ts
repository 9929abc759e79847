import type { Report } from '../report.ts';
import { metricsOf } from './metrics.ts';

/**
 * The report in the text format of Prometheus, for node_exporter's textfile collector. Every metric
 * is a gauge: logs are rotated, so that counts go down, too.
 */
export function renderPrometheus(report: Report): string {
  const { feature, measure } = report;
  const blocks = metricsOf(report).map(({ name, help, samples }) => {
    const full = `ecr_runner_hooks_${name}`;
    const lines = samples.map(
      ([labels, value]) => `${full}${labelText({ feature, measure, ...labels })} ${String(value)}`,
    );
    return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${pairs.join(',')}}`;
}

/** Exposition format of Prometheus: these three stand for themselves behind a backslash. */
function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
