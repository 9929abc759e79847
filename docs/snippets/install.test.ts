/** The lines that install something, played: what they leave on the machine. */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Settings } from '../../packages/hooks/src/settings.ts';
import { parseAs } from '../../packages/hooks/src/shape.ts';
import { blocksOf } from './blocks.ts';
import { makeMachine } from './play.ts';

/** The script of a page that has these words. */
function scriptOf(page: string, words: string): string {
  const found = blocksOf('sh').filter(([, block]) => block.page === page);
  const [script] = found.filter(([, { code }]) => code.includes(words));
  if (!script) throw new Error(`${page} has no script with ${words}.`);
  return script[1].code;
}

const start = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

test('the five lines of the README leave a hook, its config, and a runner that uses both', () => {
  const script = scriptOf('README.md', 'ACTIONS_RUNNER_CONTAINER_HOOKS');
  expect(script.trim().replaceAll('\\\n', '').split('\n')).toHaveLength(5);
  using machine = makeMachine();
  const { status, started } = machine.play(script, true);
  expect(status).toBe(0);
  const env = readFileSync(machine.path('actions-runner/.env'), 'utf8').trim().split('\n');
  const settings = Object.fromEntries(env.map((line) => line.split('='))) as Record<string, string>;
  const { ACTIONS_RUNNER_CONTAINER_HOOKS: hook = '', HOOK_DOCKER_CONFIG: config = '' } = settings;
  const fromRunner = { GITHUB_WORKSPACE: '/w', RUNNER_NAME: 'r', RUNNER_TEMP: '/t' };
  expect(parseAs(Settings, { ...fromRunner, ...settings })).toMatchObject({ success: true });
  expect(readFileSync(join(config, 'config.json'), 'utf8')).toBe('{}\n');
  expect(start(hook, '--help')).toMatchObject({ status: 0, stderr: '' });
  const restarts = started.filter(({ argv }) => argv[0] === './svc.sh').map(({ argv }) => argv[1]);
  expect(restarts).toEqual(['stop', 'start']);
});

test('the lines of ecr-auth leave its programs on the PATH', () => {
  using machine = makeMachine();
  const script = scriptOf('docs/ecr-auth.md', 'ln -s');
  expect(machine.play(script, true)).toMatchObject({ status: 0, stderr: '' });
  const [cli, helper] = ['ecr-auth', 'docker-credential-ecr-auth'].map((name) =>
    machine.path('usr/local/bin', name),
  );
  expect(start(cli ?? '', 'doctor', '--help')).toMatchObject({ status: 0, stderr: '' });
  expect(start(helper ?? '', 'version')).toMatchObject({ status: 0, stderr: '' });
});

test('the line of the kill switch makes the file that its comment names', () => {
  using machine = makeMachine();
  const script = scriptOf('docs/rollout.md', 'touch');
  const [, file = ''] = /HOOK_KILL_SWITCH=(\S+)/.exec(script) ?? [];
  expect(existsSync(machine.path(file))).toBe(false);
  machine.play(script, true);
  expect(existsSync(machine.path(file))).toBe(true);
});
