/**
 * Writes the JSON Schema of rollout files, which the package of the hook carries.
 *
 *   node docs/rollout-schema.js           writes it
 *   node docs/rollout-schema.js --check   exits with 1 when it is stale
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readSource } from './read-source.js';

const name = 'packages/hooks/rollout.schema.json';
const file = fileURLToPath(new URL(`../${name}`, import.meta.url));

const { schema } = await readSource(`
  import { toJSONSchema } from 'zod/mini';
  import { RolloutFile } from './packages/hooks/src/rollout/rollout-file.ts';
  export const schema = toJSONSchema(RolloutFile, { io: 'input' });
`);
const options = { ...(await resolveConfig(file)), filepath: file };
const fresh = await format(JSON.stringify({ title: 'Rollout file', ...schema }), options);
const text = await readFile(file, 'utf8').catch(() => '');

if (fresh === text) console.log(`${name} is up to date.`);
else if (process.argv.includes('--check')) {
  console.error(`${name} is stale: run \`npm run docs\`.`);
  process.exitCode = 1;
} else {
  await writeFile(file, fresh);
  console.log(`${name} was written.`);
}
