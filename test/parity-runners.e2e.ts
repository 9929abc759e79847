import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr } from './support/fixtures.ts';
import { createRunner } from './support/runner.ts';
import { playTellingJob } from './support/telling-job.ts';

const image = `${ecr}/app:1`;

let environment: Environment;
let env: Record<string, string>;
beforeAll(async () => {
  environment = await startEnvironment();
  env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const list = async (...args: string[]) => (await environment.docker(...args)).split('\n').sort();
const containers = () => list('ps', '--all', '--format', '{{.Names}}');
const networks = () => list('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}');

/** Names that begin alike, are the same, or need quoting somewhere. */
const names = ['runner-1', 'runner-10', 'runner-1', 'r'.repeat(200)];
const oddNames = ['two  words', `"quo'ted"\\`, 'a=b,c=d', '🏃 ü'];

/** What administrators run by hand, for things that are not the hook's, again and again. */
async function pruneUntil(done: Promise<unknown>): Promise<number> {
  let running = true;
  const stop = () => {
    running = false;
  };
  void done.then(stop, stop);
  let pruned = 0;
  while (running) {
    const prune = (kind: string) =>
      environment.docker(kind, 'prune', '--force', '--filter', 'label=somebody.elses');
    // docker refuses one of them while the other runs.
    const prunes = await Promise.allSettled([prune('container'), prune('network')]);
    pruned += prunes.filter(({ status }) => status === 'fulfilled').length;
    await sleep(200);
  }
  return pruned;
}

test('eight runners on one daemon do not see each other', async () => {
  const label = 'ecr-runner-hooks.runner=somebody-else';
  await environment.docker('network', 'create', '--label', label, 'foreign-network');
  const jobs = [...names, ...oddNames].map((name, index) =>
    playTellingJob(createRunner(environment, { env, name }), `job-${String(index)}`),
  );
  const all = Promise.all(jobs);
  const [, pruned] = await Promise.all([all, pruneUntil(all)]);
  expect(pruned).toBeGreaterThan(1);
  expect(await containers()).toEqual(['']);
  expect(await networks()).toEqual(['foreign-network']);
  await environment.docker('network', 'rm', 'foreign-network');
}, 120_000);

test('ten container actions and ten scripts at once all get their own', async () => {
  const runner = createRunner(environment, { env });
  expect(await runner.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  const script = 'echo "$WHO"; echo "out=$WHO" >> "$GITHUB_OUTPUT"; echo "$WHO" > "$WHO"';
  const steps = Array.from({ length: 10 }, (_, index) => [
    runner.runContainerAction({
      image,
      entrypoint: '/bin/sh',
      args: ['-c', script],
      env: { WHO: `action-${String(index)}` },
    }),
    runner.runScript(script, { env: { WHO: `script-${String(index)}` } }),
  ]).flat();
  for (const [index, call] of (await Promise.all(steps)).entries()) {
    const who = `${index % 2 === 0 ? 'action' : 'script'}-${String(Math.floor(index / 2))}`;
    expect(call).toMatchObject({ exitCode: 0, outputs: { out: who } });
    expect(call.lines.at(-1)).toBe(who);
    expect(readFileSync(join(runner.folders.workspace, who), 'utf8')).toBe(`${who}\n`);
  }
  expect(await containers()).toHaveLength(1);
  await runner.cleanupJob();
  expect(await containers()).toEqual(['']);
});
