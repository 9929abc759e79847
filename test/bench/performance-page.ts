import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../support/project.ts';
import { machineText } from './machine.ts';
import { growthPlot, ratioPlot } from './plot.ts';
import type { Results } from './results.ts';
import { caseTable, growthTable, markdown } from './table.ts';

/** Writes what was measured into docs/performance.md, and its pictures; the rest of the page stays. */
export function writePage(results: Results): void {
  const docs = join(projectFolder(), 'docs');
  const file = join(docs, 'performance.md');
  mkdirSync(join(docs, 'performance'), { recursive: true });
  const { cases, growth } = results;
  let text = readFileSync(file, 'utf8');
  if (cases.length > 0) {
    writeFileSync(join(docs, 'performance/cases.svg'), ratioPlot(cases));
    text = replaceBlock(text, 'cases', casesBlock(results));
  }
  if (growth.length > 0) {
    writeFileSync(join(docs, 'performance/growth.svg'), growthPlot(growth));
    text = replaceBlock(text, 'growth', growthBlock(results));
  }
  writeFileSync(file, text);
}

/** @throws when the page has no such block */
export function replaceBlock(page: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: written by npm run bench -->\n`, `<!-- /${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no block "${name}".`);
  return `${page.slice(0, from + start.length)}\n${content}\n${page.slice(to)}`;
}

function casesBlock({ cases, rounds, machine }: Results): string {
  const text = `Medians of ${String(rounds)} interleaved rounds: ${machineText(machine)}.`;
  const plot = '![The hook as a multiple of the floor](performance/cases.svg)';
  return `${wrapped(text)}\n\n${plot}\n\n${markdown(caseTable(cases))}`;
}

function growthBlock({ growth, machine }: Results): string {
  const rounds = String(growth[0]?.rounds);
  const text = `Medians of ${rounds} interleaved rounds: ${machineText(machine)}.`;
  const plot = '![Time by size](performance/growth.svg)';
  return [wrapped(text), plot, ...growth.map((each) => markdown(growthTable(each)).trimEnd())]
    .join('\n\n')
    .concat('\n');
}

/** Lines of at most 110 characters. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,110})(?: |$)/g, '$1\n').trimEnd();
}
