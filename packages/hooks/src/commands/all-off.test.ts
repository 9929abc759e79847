import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startScriptBench, type ScriptBench } from '../../test/script-bench.ts';
import { inspected, readRequest, type Answer } from '../../test/support.ts';
import type { Call } from '../../test/calls.ts';
import { featureNames, type FeatureName } from '../features.ts';
import { featureVariable } from '../settings.ts';

let script: ScriptBench;
beforeAll(async () => {
  script = await startScriptBench();
});
afterAll(async () => {
  await script[Symbol.asyncDispose]();
});

/** docs/rollout.md tells where and why this differs from what GitHub's hook does. */
const golden = readFileSync(new URL('../../test/golden/all-off.txt', import.meta.url), 'utf8');

test.each(['their variables', 'the default', 'the rollout file', 'the kill switch'])(
  'with all features off by %s, docker is called as the golden list says',
  async (way) => {
    expect(await playJob(turnedOff(way))).toBe(golden);
    expect(script.bench.leftovers()).toEqual([]);
  },
);

test('it is the list of a runner without HOOK_DOCKER_CONFIG, too', async () => {
  const text = await playJob({ HOOK_FEATURE_DEFAULT: 'off' }, { HOOK_DOCKER_CONFIG: '' });
  const others = golden
    .replaceAll("(runner's config) ", '')
    .replace('(own config) docker build', 'docker build');
  expect(text).toBe(others);
});

// service-names reads the log of a real Worker: test/service-names.e2e.ts has it on and off.
test.each<[FeatureName, RegExp]>([
  ['credential-helper', /^(?![\s\S]*docker login)/],
  ['parallel-pulls', /docker network create[\s\S]*docker pull -- registry\.example\.com/],
  ['pull-policy', /docker image inspect/],
  ['engine-exec', /^(?![\s\S]*docker exec)/],
  ['health-events', /docker events/],
])('%s alone makes another list', async (name, difference) => {
  expect(golden).not.toMatch(difference);
  const text = await playJob({ HOOK_FEATURE_DEFAULT: 'off', [featureVariable(name)]: 'on' });
  expect(text).toMatch(difference);
});

function turnedOff(way: string): Record<string, string> {
  const { directory } = script.bench;
  const everyOne = (value: string) => featureNames.map((name) => [name, value] as const);
  if (way === 'the default') return { HOOK_FEATURE_DEFAULT: 'off' };
  if (way === 'their variables') {
    return Object.fromEntries(everyOne('off').map(([name, off]) => [featureVariable(name), off]));
  }
  const file = join(directory, 'switch.json');
  writeFileSync(file, JSON.stringify({ features: Object.fromEntries(everyOne('off')) }));
  return way === 'the kill switch' ? { HOOK_KILL_SWITCH: file } : { HOOK_ROLLOUT_FILE: file };
}

const waiting = { Running: true, ExitCode: 0, Health: { Status: 'starting' } };
const healthy = { Running: true, ExitCode: 0, Health: { Status: 'healthy' } };
const notHere: Answer = {
  when: ['docker', 'image', 'inspect'],
  stderr: 'Error: No such image: x',
  exitCode: 1,
};
const inspects: Answer[] = [waiting, healthy].map((State, index) => ({
  when: ['docker', 'container', 'inspect'],
  element: (JSON.parse(inspected({ State })) as [object])[0],
  ...(index === 0 && { times: 1 }),
}));

/** All docker commands of a job whose runner has a docker config and a pull policy, as text. */
async function playJob(features: Record<string, string>, more: Record<string, string> = {}) {
  const { directory } = script.bench;
  const config = join(directory, 'config');
  mkdirSync(config, { recursive: true });
  const helpers = ['ghcr.io', 'https://index.docker.io/v1/', 'registry.example.com:5000'];
  const credHelpers = Object.fromEntries(helpers.map((host) => [host, 'some']));
  writeFileSync(join(config, 'config.json'), JSON.stringify({ credHelpers }));
  const env = { HOOK_DOCKER_CONFIG: config, HOOK_PULL_POLICY: 'missing', ...more, ...features };

  const prepared = await script.play(readRequest('prepare_job'), {
    env,
    answers: [notHere, ...inspects],
  });
  const { state } = prepared.response as { state: object };
  const parts = ['# prepare_job', ...textOf(prepared.calls)];
  for (const name of [
    'run_script_step',
    'run_container_step.image',
    'run_container_step.dockerfile',
    'cleanup_job',
  ]) {
    const { calls } = await script.play({ ...requestOf(name), state }, { env, answers: [notHere] });
    parts.push('', `# ${name}`, ...textOf(calls));
  }
  return `${parts.join('\n')}\n`;
}

function requestOf(name: string): { args?: object } {
  const request: { args?: object } = readRequest(name);
  if (name !== 'run_container_step.dockerfile') return request;
  const dockerfile = join(script.bench.directory, '_work/Dockerfile');
  writeFileSync(dockerfile, 'FROM busybox\n');
  return { ...request, args: { ...request.args, dockerfile } };
}

function textOf(calls: readonly Call[]): string[] {
  const { directory } = script.bench;
  return inOrder(calls).map(({ argv, env }) => {
    const config = env['DOCKER_CONFIG'];
    const isShared = config === join(directory, 'config');
    const whose = config === undefined ? '' : isShared ? "(runner's config) " : '(own config) ';
    return `${whose}docker ${argv.join(' ')}`
      .replaceAll(script.engine.socketPath, '/var/run/docker.sock')
      .replaceAll(directory, 'DIR')
      .replaceAll(/c{64}/g, 'ID')
      .replaceAll(/[0-9a-f]{32}/g, 'HEX');
  });
}

/** What runs at the same time comes in any order: one order for what nobody waits for. */
function inOrder(calls: readonly Call[]): readonly Call[] {
  const sorted: Call[] = [];
  for (const call of calls) {
    let place = sorted.length;
    while (place > 0 && isSwapped(sorted[place - 1], call)) place -= 1;
    sorted.splice(place, 0, call);
  }
  return sorted;
}

/** How the calls begin that run side by side, in the order of the golden list. */
const sideBySide = [
  ['container ls', 'network ls', 'image ls'],
  ['container inspect', 'cp --follow-link'],
];

function isSwapped(one: Call | undefined, other: Call): boolean {
  const rank = (group: readonly string[], call: Call | undefined) =>
    group.findIndex((words) => call?.argv.join(' ').startsWith(words));
  return sideBySide.some(
    (group) => rank(group, other) >= 0 && rank(group, one) > rank(group, other),
  );
}
