/**
 * The figures of docs/reliability.md. A suite that passed whole at full size leaves its own in `.soak/`, so that
 * only one that failed has to be repeated; the page is written when every suite of this folder has left some.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { countsOf, sumUp } from './figures.js';

const begin = '<!-- figures: written by npm run test:soak -->\n';
const end = '<!-- /figures -->';

/** Suites of a folder, by the names of their files. */
export function suitesIn(folder) {
  return readdirSync(folder).filter((name) => /\.(test|e2e)\.ts$/.test(name));
}

/**
 * Keeps what each suite counted that ran all its tests, and none failed.
 *
 * @param {string} folder `.soak/`
 * @param {object} results of jest
 * @param {object[]} counts of this run, as tally.ts writes them
 */
export function keepFigures(folder, results, counts) {
  mkdirSync(folder, { recursive: true });
  for (const result of results) {
    if (!isWhole(result)) continue;
    const suite = basename(result.testFilePath);
    const { start, end } = result.perfStats;
    const sums = sumUp(counts.filter((count) => count.suite === suite));
    const kept = { start, end, tests: result.numPassingTests, sums };
    writeFileSync(join(folder, `${suite}.json`), JSON.stringify(kept));
  }
}

function isWhole({ numFailingTests, numPendingTests, numTodoTests, testExecError }) {
  return !testExecError && numFailingTests + numPendingTests + numTodoTests === 0;
}

/** What is kept of these suites, and the names of those that have to be run. */
export function keptFigures(folder, suites) {
  const names = new Set(readdirSync(folder));
  const missing = suites.filter((suite) => !names.has(`${suite}.json`));
  const kept = suites
    .filter((suite) => !missing.includes(suite))
    .map((suite) => JSON.parse(readFileSync(join(folder, `${suite}.json`), 'utf8')));
  return { missing, kept };
}

/** Figures of all suites, as one; the time is that of the suites, one after the other. */
export function addUp(kept) {
  const days = kept.map(({ start }) => new Date(start).toISOString().slice(0, 10)).sort();
  const [first, last] = [days[0], days.at(-1)];
  return {
    days: first === last ? first : `${first} to ${last}`,
    tests: kept.reduce((sum, { tests }) => sum + tests, 0),
    minutes: Math.round(kept.reduce((sum, { start, end }) => sum + end - start, 0) / 60_000),
    sums: sumUp(kept.flatMap(({ sums }) => countsOf(sums))),
  };
}

/**
 * The page with other figures.
 * @throws when it has no block for them
 */
export function withFigures(page, figures) {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/reliability.md has no block for the figures.');
  return `${page.slice(0, from)}${begin}\n${figures}\n${page.slice(to)}`;
}
