/**
 * Writes the tables of settings in configuration.md from the sources of both packages.
 *
 *   node docs/configuration.js           writes it
 *   node docs/configuration.js --check   exits with 1 when the page is stale
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readSource } from './read-source.js';

const begin =
  '<!-- settings: generated from packages/hooks/src/settings-documentation.ts and packages/ecr-auth/src/settings.ts -->';
const end = '<!-- end of settings -->';
const page = fileURLToPath(new URL('configuration.md', import.meta.url));

function rowsOf(documentation, set) {
  const entries = Object.entries(documentation).filter(([, entry]) => entry.set === set);
  return entries.map(([name, { text }]) => [name, text]);
}

function table(rows) {
  const lines = rows.map(([name, text]) => `| \`${name}\` | ${text} |`);
  return ['| variable | meaning |', '| --- | --- |', ...lines].join('\n');
}

const text = await readFile(page, 'utf8');
const { documentation: hooks } = await readSource(
  "export * from './packages/hooks/src/settings-documentation.ts'",
);
const { documentation: ecrAuth } = await readSource(
  "export * from './packages/ecr-auth/src/settings.ts'",
);
const generated = [
  begin,
  '### Set by the administrator',
  table(rowsOf(hooks, 'admin')),
  '### Features',
  '`on` or `off`; `HOOK_FEATURE_<NAME>` outranks the rollout file ([rollout](rollout.md)).',
  table(rowsOf(hooks, 'feature')),
  '### Set by the runner',
  table(rowsOf(hooks, 'runner')),
  '### Of ecr-auth',
  'Both of its programs read these. The hook hands them on, so they may stand in the `.env` file, too.',
  table(Object.entries(ecrAuth)),
  end,
].join('\n\n');
const start = text.indexOf(begin);
const stop = text.indexOf(end);
if (start < 0 || stop < start)
  throw new Error(`${page} has lost its marks "${begin}" and "${end}".`);
const options = { ...(await resolveConfig(page)), filepath: page };
const fresh = await format(
  text.slice(0, start) + generated + text.slice(stop + end.length),
  options,
);

if (fresh === text) console.log('docs/configuration.md is up to date.');
else if (process.argv.includes('--check')) {
  console.error('docs/configuration.md is stale: run `npm run docs`.');
  process.exitCode = 1;
} else {
  await writeFile(page, fresh);
  console.log('docs/configuration.md was written.');
}
