/**
 * Writes down the state of a job as the sources have it now (`next.json`) and what they take for one
 * (`next.schema.json`). A release keeps both under its version, for good: what later releases write
 * and read is tested against them.
 *
 *   node packages/hooks/test/states/write-states.js             npm run states
 *   node packages/hooks/test/states/write-states.js --release   npm run release, by the script `version`
 */
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** As a file of its own and as CommonJS, since some of what it bundles is. */
async function importSource(name, use) {
  const directory = await mkdtemp(join(tmpdir(), 'write-states-'));
  const outfile = join(directory, 'bundle.cjs');
  const support = pathToFileURL(join(folder, '../support.ts')).href;
  try {
    await build({
      entryPoints: [join(folder, name)],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      conditions: ['@ecr-runner-hooks/source', 'module'],
      // support.ts finds the files beside it by this.
      define: { 'import.meta.url': JSON.stringify(support) },
      logLevel: 'warning',
    });
    return await use(await import(outfile));
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function write(name, value) {
  const file = join(folder, name);
  const options = { ...(await resolveConfig(file)), filepath: file };
  await writeFile(file, await format(JSON.stringify(value), options));
}

const { version } = JSON.parse(await readFile(join(folder, '../../package.json'), 'utf8'));
const names = process.argv.includes('--release') ? ['next', version] : ['next'];
await importSource('todays-state.ts', async ({ todaysState, todaysSchema }) => {
  const state = await todaysState();
  for (const name of names) {
    await write(`${name}.json`, state);
    await write(`${name}.schema.json`, todaysSchema());
  }
});
console.log(`packages/hooks/test/states: wrote ${names.join(' and ')}.`);
