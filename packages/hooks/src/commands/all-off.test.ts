import { afterAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, readRequest, type Call } from '../../test/support.ts';
import { featureNames } from '../features.ts';

const bench = createBench();
afterAll(() => {
  bench[Symbol.dispose]();
});

/** docs/rollout.md tells where and why this differs from what GitHub's hook does. */
const golden = readFileSync(new URL('../../test/golden/all-off.txt', import.meta.url), 'utf8');

const killSwitch = join(bench.directory, 'kill-switch');
writeFileSync(killSwitch, '');
const rolloutFile = join(bench.directory, 'rollout.json');
const off = Object.fromEntries(featureNames.map((name) => [name, 'off']));
writeFileSync(rolloutFile, JSON.stringify({ features: off }));
const variables = featureNames.map((name) => {
  return [`HOOK_FEATURE_${name.toUpperCase().replaceAll('-', '_')}`, 'off'];
});

test.each<[string, Record<string, string>]>([
  ['their variables', Object.fromEntries(variables) as Record<string, string>],
  ['the default', { HOOK_FEATURE_DEFAULT: 'off' }],
  ['the rollout file', { HOOK_ROLLOUT_FILE: rolloutFile }],
  ['the kill switch', { HOOK_KILL_SWITCH: killSwitch }],
])('with all features off by %s, docker is called as the golden list says', async (_by, env) => {
  expect(await playJob(env)).toBe(golden);
});

/** All docker commands of a job, as text. */
async function playJob(env: Record<string, string>): Promise<string> {
  const prepared = await bench.play(readRequest('prepare_job'), { env });
  const { state } = prepared.response as { state: object };
  const parts = [`# prepare_job`, ...textOf(prepared.calls)];
  for (const name of [
    'run_script_step',
    'run_container_step.image',
    'run_container_step.dockerfile',
    'cleanup_job',
  ]) {
    const { calls } = await bench.play({ ...requestOf(name), state }, { env });
    parts.push('', `# ${name}`, ...textOf(calls));
  }
  return `${parts.join('\n')}\n`;
}

function requestOf(name: string) {
  const request = readRequest(name);
  if (name !== 'run_container_step.dockerfile') return request;
  const dockerfile = join(bench.directory, 'Dockerfile');
  writeFileSync(dockerfile, 'FROM busybox\n');
  return { ...request, args: { ...(request['args'] as unknown as object), dockerfile } };
}

function textOf(calls: readonly Call[]): string[] {
  return inOrder(calls).map(({ argv }) =>
    ['docker', ...argv]
      .join(' ')
      .replaceAll(bench.directory, 'DIR')
      .replaceAll(/c{64}/g, 'ID')
      .replaceAll(/[0-9a-f]{32}/g, 'HEX'),
  );
}

/** What runs at the same time comes in any order: one order for what nobody waits for. */
function inOrder(calls: readonly Call[]): readonly Call[] {
  const [first, second, ...others] = calls;
  if (!first || !second) return calls;
  const isSwapped = sideBySide.some(([one, other]) => isCall(first, other) && isCall(second, one));
  return isSwapped
    ? [second, ...inOrder([first, ...others])]
    : [first, ...inOrder([second, ...others])];
}

const sideBySide = [
  ['network ls', 'image ls'],
  ['container inspect', 'cp --follow-link'],
] as const;

function isCall({ argv }: Call, words: string): boolean {
  return argv.slice(0, 2).join(' ') === words;
}
