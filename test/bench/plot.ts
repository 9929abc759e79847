import { html, trusted, type Html } from '../../packages/hooks/src/report/show/html.ts';
import type { CaseResult, GrowthResult } from './results.ts';

/** Pictures for the page of results: SVG for light and dark pages. */

const style = `
  text { font: 12px sans-serif; fill: #57606a; }
  .title { font-weight: bold; }
  .end { text-anchor: end; }
  .middle { text-anchor: middle; }
  .axis { stroke: #8c959f; }
  .target { stroke: #cf222e; stroke-dasharray: 3 3; }
  .hook { fill: #0969da; stroke: #0969da; }
  .floor { fill: #8c959f; stroke: #8c959f; }
  .line { fill: none; stroke-width: 2; }
  @media (prefers-color-scheme: dark) { text { fill: #9198a1; } }
`;

/** Our hook in each case as a multiple of the floor, with the target. */
export function ratioPlot(cases: readonly CaseResult[]): string {
  const [left, width, rowHeight, top] = [290, 300, 26, 24];
  const rows = cases.flatMap(({ title, target, hooks: [hook, floor] }) => {
    const { ratio, ms } = hook ?? {};
    if (ratio === undefined || !ms || !floor) return [];
    return [{ title, target, ratio, text: timesText(ratio, ms.median, floor.ms.median) }];
  });
  const longest = Math.max(2, ...rows.map(({ ratio }) => ratio));
  const at = (ratio: number) => left + (width * ratio) / longest;
  const bottom = top + rows.length * rowHeight;
  const drawn = rows.map(({ title, target, ratio, text }, index) => {
    const y = top + index * rowHeight;
    return html`<text class="end" x="${left - 8}" y="${y + 15}">${title}</text>
      <rect class="floor" x="${left}" y="${y + 4}" width="${at(1) - left}" height="14" />
      <rect
        class="hook"
        x="${at(1)}"
        y="${y + 4}"
        width="${Math.max(0, at(ratio) - at(1))}"
        height="14"
      />
      <line class="target" x1="${at(target)}" x2="${at(target)}" y1="${y}" y2="${y + 22}" />
      <text x="${at(Math.max(ratio, target)) + 8}" y="${y + 15}">${text}</text>`;
  });
  const legend = html`<text x="${left}" y="14"
    >floor, and what the hook adds; dashed: the target</text
  >`;
  return page(left + width + 180, bottom + 8, html`${legend} ${drawn}`);
}

function timesText(ratio: number, hook: number, floor: number): string {
  return `${ratio.toFixed(2)}  (${hook.toFixed(0)} : ${floor.toFixed(0)} ms)`;
}

/** Time by size, both on scales where a factor is a length. */
export function growthPlot(growth: readonly GrowthResult[]): string {
  const [width, height] = [380, 230];
  const panels = growth.map((each, index) => {
    const [x, y] = [(index % 2) * width, Math.floor(index / 2) * height];
    return html`<g transform="translate(${x} ${y})">${panel(each, width, height)}</g>`;
  });
  return page(2 * width, Math.ceil(growth.length / 2) * height, html`${panels}`);
}

function panel({ title, unit, points }: GrowthResult, width: number, height: number): Html {
  const [left, right, top, bottom] = [72, width - 70, 34, height - 40];
  const sizes = points.map(({ size }) => size);
  const times = points.map(({ ms }) => ms);
  const x = logScale([Math.min(...sizes), Math.max(...sizes)], [left, right]);
  // Never less than a factor of ten, so that noise looks like noise.
  const [fastest, slowest] = [Math.min(...times), Math.max(...times)];
  const y = logScale([fastest / 1.2, Math.max(slowest, 10 * fastest)], [bottom, top]);
  const lines = ['hook', 'floor'].map((name) => {
    const own = points.filter(({ hook }) => hook === name);
    const last = own.at(-1);
    const at = own.map(({ size, ms }) => `${x(size).toFixed(1)},${y(ms).toFixed(1)}`).join(' ');
    if (!last) return html``;
    return html`<polyline class="line ${name}" style="fill:none" points="${at}" />
      <text x="${right + 6}" y="${y(last.ms) + (name === 'hook' ? 0 : 12)}">${name}</text>`;
  });
  const marks = [Math.min(...sizes), Math.max(...sizes)].map(
    (size) =>
      html`<text class="middle" x="${x(size)}" y="${bottom + 16}"
        >${size.toLocaleString('en')}</text
      >`,
  );
  const levels = [fastest, slowest].map(
    (ms) => html`<text class="end" x="${left - 6}" y="${y(ms) + 4}">${ms.toFixed(0)} ms</text>`,
  );
  return html`<text class="title" x="${left}" y="18">${title}: ${unit}</text>
    <path class="axis" fill="none" d="M${left} ${top}V${bottom}H${right}" />
    ${marks} ${levels} ${lines}`;
}

function logScale([from, to]: [number, number], [start, end]: [number, number]) {
  return (value: number) => start + ((end - start) * Math.log(value / from)) / Math.log(to / from);
}

function page(width: number, height: number, content: Html): string {
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
  >
    <style>
      ${trusted(style)}
    </style>
    ${content}
  </svg> `.markup;
}
