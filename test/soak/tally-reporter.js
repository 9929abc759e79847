/**
 * Prints, after all tests, what the suites of this folder counted. At full size (`npm run test:soak`) it keeps the
 * figures of those that passed, and writes them into docs/reliability.md when none is missing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asMarkdown, asText, readCounts, sumUp, tableOf } from './figures.js';
import { addUp, keepFigures, keptFigures, suitesIn, withFigures } from './full-figures.js';

const folder = fileURLToPath(new URL('../../.soak/', import.meta.url));
const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));

export default class TallyReporter {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'tally-'));
    this.file = join(this.directory, 'counts');
    writeFileSync(this.file, '');
    // Workers start later, and with this environment.
    process.env['SOAK_TALLY'] = this.file;
  }

  // At once: a run of an hour may be interrupted.
  onTestResult(_test, result) {
    if (isFull()) keepFigures(folder, [result], this.counts());
  }

  onRunComplete() {
    const counts = this.counts();
    rmSync(this.directory, { recursive: true });
    if (counts.length === 0) return;
    process.stderr.write(`\n${asText(tableOf(sumUp(counts)))}\n`);
    if (isFull()) writePage();
  }

  counts() {
    return readCounts(readFileSync(this.file, 'utf8'));
  }
}

function isFull() {
  return process.env['SOAK_SIZE'] === 'full';
}

function writePage() {
  const { missing, kept } = keptFigures(folder, suitesIn(import.meta.dirname));
  if (missing.length > 0) {
    const left = missing.map((name) => name.replace(/\.(test|e2e)\.ts$/, '')).join(', ');
    process.stderr.write(
      `\nNot on docs/reliability.md yet: SUITE=NAME npm run test:soak for ${left}\n`,
    );
    return;
  }
  const { days, tests, minutes, sums } = addUp(kept);
  const how = `${days}, ${tests} tests that took ${minutes} minutes in all, node ${process.version}, ${cpus().length} cores:`;
  const text = withFigures(readFileSync(page, 'utf8'), `${how}\n\n${asMarkdown(tableOf(sums))}`);
  writeFileSync(page, text);
}
