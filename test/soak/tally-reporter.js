/**
 * Prints, after all tests, what the suites of this folder counted. At full size (`npm run test:soak`) and when
 * nothing failed, it writes the figures into docs/reliability.md.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asMarkdown, asText, sumUp, tableOf } from './figures.js';

const start = '<!-- figures: written by npm run test:soak -->\n';
const end = '<!-- /figures -->';

export default class TallyReporter {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'tally-'));
    this.file = join(this.directory, 'counts');
    writeFileSync(this.file, '');
    // Workers start later, and with this environment.
    process.env['SOAK_TALLY'] = this.file;
  }

  onRunComplete(_contexts, results) {
    const sums = sumUp(readFileSync(this.file, 'utf8'));
    rmSync(this.directory, { recursive: true });
    if (Object.keys(sums).length === 0) return;
    const rows = tableOf(sums);
    process.stderr.write(`\n${asText(rows)}\n`);
    if (process.env['SOAK_SIZE'] === 'full' && results.success) writePage(rows, results);
  }
}

function writePage(rows, { startTime, numPassedTests }) {
  const page = new URL('../../docs/reliability.md', import.meta.url);
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/reliability.md has no block for the figures.');
  const minutes = Math.round((Date.now() - startTime) / 60_000);
  const how = [
    `${new Date(startTime).toISOString().slice(0, 10)}, ${numPassedTests} tests in ${minutes} minutes,`,
    `node ${process.version}, ${cpus().length} cores:`,
  ].join(' ');
  writeFileSync(
    page,
    `${text.slice(0, from)}${start}\n${how}\n\n${asMarkdown(rows)}\n${text.slice(to)}`,
  );
}
