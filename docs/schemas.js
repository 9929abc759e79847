/**
 * Writes the JSON Schemas of the files that administrators write, which the package of the hook carries.
 *
 *   node docs/schemas.js           writes them
 *   node docs/schemas.js --check   exits with 1 when one is stale
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readSource } from './read-source.js';

const { schemas } = await readSource(`
  import { toJSONSchema } from 'zod/mini';
  import { PolicyFile } from './packages/hooks/src/policy/policy-file.ts';
  import { RolloutFile } from './packages/hooks/src/rollout/rollout-file.ts';
  export const schemas = {
    policy: { title: 'Policy file', ...toJSONSchema(PolicyFile, { io: 'input' }) },
    rollout: { title: 'Rollout file', ...toJSONSchema(RolloutFile, { io: 'input' }) },
  };
`);

for (const [kind, schema] of Object.entries(schemas)) {
  const name = `packages/hooks/${kind}.schema.json`;
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const options = { ...(await resolveConfig(file)), filepath: file };
  const fresh = await format(JSON.stringify(schema), options);
  const text = await readFile(file, 'utf8').catch(() => '');

  if (fresh === text) console.log(`${name} is up to date.`);
  else if (process.argv.includes('--check')) {
    console.error(`${name} is stale: run \`npm run docs\`.`);
    process.exitCode = 1;
  } else {
    await writeFile(file, fresh);
    console.log(`${name} was written.`);
  }
}
