import { armNames, type ArmName } from '../arms.ts';
import { duration, percent, roundPercent, whole } from '../format.ts';
import type { ErrorRow, PhaseRow, Report } from '../report.ts';
import { html, type Html } from './html.ts';
import { positionOn, rateScale } from './rate-scale.ts';

/** Plots of the page: SVG whose lengths are per cents, so that text keeps its size on any screen. */

/** Success rates with their intervals on one scale. */
export function ratePlot(report: Report): Html {
  const scale = rateScale(report);
  const at = (rate: number) => length(positionOn(scale, rate));
  const grid = [0, 0.25, 0.5, 0.75, 1].map(length).map((x) => line('grid', x, x, '0', '100%'));
  const rows = armNames.map((arm) => {
    const { successRate: rate } = report.arms[arm];
    if (!rate) return row(arm, html``, 'no jobs');
    const [lower, value, upper] = [at(rate.lower), at(rate.value), at(rate.upper)];
    const text = `${percent(rate.value)} (${percent(rate.lower)} – ${percent(rate.upper)})`;
    const drawn = html`${grid} ${line('whisker', lower, upper, '9', '9')}
      ${[lower, upper].map((end) => line('whisker', end, end, '4', '14'))}
      <circle class="main" cx="${value}" cy="9" r="5" />`;
    return row(arm, drawn, text);
  });
  const ticks = [
    ['0', 'start', scale.from],
    ['50%', 'middle', (scale.from + scale.to) / 2],
    ['100%', 'end', scale.to],
  ] as const;
  const axis = ticks.map(
    ([x, anchor, rate]) =>
      html`<text x="${x}" y="12" text-anchor="${anchor}">${roundPercent(rate)}</text>`,
  );
  return html`<div class="plot">${rows}<span></span><svg aria-hidden="true">${axis}</svg></div>`;
}

/** p50 as a full bar, on to p95 as a pale one; each phase has a scale of its own. */
export function phasePlot(phases: readonly PhaseRow[]): Html {
  const groups = phases.map((phase) => {
    const longest = Math.max(1, ...armNames.map((arm) => phase[arm]?.p95 ?? 0));
    const rows = armNames.map((arm) => {
      const times = phase[arm];
      if (!times) return row(arm, html``, 'no calls');
      const bars = html`${bar('more', times.p95 / longest)}${bar('main', times.p50 / longest)}`;
      return row(arm, bars, `${duration(times.p50)} / ${duration(times.p95)}`);
    });
    return html`<h3>${phase.phase}</h3>
      ${rows}`;
  });
  return html`<div class="plot">${groups}</div>`;
}

/** Share of the jobs of each arm; all classes on one scale. */
export function errorPlot({ errors, arms }: Report): Html {
  const share = (error: ErrorRow, arm: ArmName) => error[arm] / Math.max(1, arms[arm].jobs);
  const largest = Math.max(...errors.flatMap((error) => armNames.map((arm) => share(error, arm))));
  const groups = errors.map((error) => {
    const rows = armNames.map((arm) => {
      const text = `${whole(error[arm])} of ${whole(arms[arm].jobs)} (${percent(share(error, arm))})`;
      return row(arm, bar('main', share(error, arm) / largest), text);
    });
    return html`<h3>${error.errorClass}</h3>
      ${rows}`;
  });
  return html`<div class="plot">${groups}</div>`;
}

function row(arm: ArmName, drawn: Html, text: string): Html {
  return html`<span class="key ${arm}">${arm}</span>
    <svg class="${arm}" role="img" aria-label="${arm}: ${text}">${drawn}</svg>
    <span class="value">${text}</span>`;
}

function line(kind: 'grid' | 'whisker', x1: string, x2: string, y1: string, y2: string): Html {
  return html`<line class="${kind}" x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}" />`;
}

function bar(kind: 'main' | 'more', share: number): Html {
  return html`<rect class="${kind}" width="${length(share)}" y="3" height="12" rx="2" />`;
}

function length(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
