import { moment } from '../format.ts';
import type { Report } from '../report.ts';
import { html, trusted, type Html } from './html.ts';
import { methodOf } from './method.ts';
import { logsText, notesOf } from './notes.ts';
import { pageStyle } from './page-style.ts';
import { errorPlot, phasePlot, ratePlot } from './plots.ts';
import { fallbackTable, jobTable, shadowTable, type Table } from './tables.ts';

/** The report as one page that needs nothing else: no script, no font, no image from elsewhere. */
export function renderPage(report: Report): string {
  const { feature, verdict, madeAt } = report;
  const { decision, reason, rule } = verdict;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${decision}: ${feature}, canary against control</title>
        <style>
          ${trusted(pageStyle)}
        </style>
      </head>
      <body>
        <main>
          <h1>${feature}: canary against control</h1>
          <p class="soft">${logsText(report)}</p>
          <section class="verdict ${decision.replace(' ', '-')}">
            <strong>${decision}</strong>
            <p>${reason}</p>
            <p class="soft">${rule}</p>
          </section>
          ${sectionsOf(report)}
          <footer>Made by hooks report, ${moment(madeAt)}.</footer>
        </main>
      </body>
    </html> `.markup;
}

function sectionsOf(report: Report): Html[] {
  const { phases, errors } = report;
  const [shadow, fallbacks, notes] = [shadowTable(report), fallbackTable(report), notesOf(report)];
  const sections: [string, boolean, () => Html][] = [
    ['Success rate, with its 95 % interval', true, () => ratePlot(report)],
    ['Jobs', true, () => tableOf(jobTable(report))],
    ['Time per call: p50 (full) and p95 (pale)', phases.length > 0, () => phasePlot(phases)],
    ['Errors of the hook, in jobs', errors.length > 0, () => errorPlot(report)],
    ['Newest jobs saved by a fallback', fallbacks.length > 1, () => tableOf(fallbacks, 'words')],
    ['What shadow found', shadow.length > 1, () => tableOf(shadow)],
    ['Not in these numbers', notes.length > 0, () => listOf(notes)],
    ['How it was computed', true, () => listOf(methodOf(report))],
  ];
  return sections
    .filter(([, isThere]) => isThere)
    .map(
      ([title, , content]) =>
        html`<section>
          <h2>${title}</h2>
          ${content()}
        </section> `,
    );
}

function tableOf([head = [], ...rows]: Table, kind = ''): Html {
  const heads = head.map((cell) => html`<th scope="col">${cell}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  );
  return html`<div class="scroll">
    <table class="${kind}">
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

function listOf(items: readonly string[]): Html {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}
