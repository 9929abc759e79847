/** The lines of `NAME=value` in the pages: `.env` of a runner, units of systemd, which is not run here. */
import { expect, test } from '@jest/globals';
import { documentation } from '../../packages/hooks/src/settings-documentation.ts';
import { Settings } from '../../packages/hooks/src/settings.ts';
import { parseAs } from '../../packages/hooks/src/shape.ts';
import { blocksOf } from './blocks.ts';
import { problemOf } from './commands.ts';
import { makeMachine } from './play.ts';

/** systemd.exec(5), systemd.service(5), systemd.timer(5), systemd.unit(5): what the pages' units use. */
const unitKeys: Readonly<Record<string, readonly string[]>> = {
  Unit: ['Description', 'Wants', 'After'],
  Service: ['Type', 'User', 'EnvironmentFile', 'Environment', 'ExecStart'],
  Timer: ['OnCalendar', 'RandomizedDelaySec', 'Persistent'],
  Install: ['WantedBy'],
};
/** What the runner takes from its `.env` beside our settings: its own variable, and docker's. */
const others = ['ACTIONS_RUNNER_CONTAINER_HOOKS', 'DOCKER_HOST'];

function iniProblems(page: string, code: string): string[] {
  const lines = code.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  let section: string | undefined;
  const settings: Record<string, string> = {};
  const problems = lines.flatMap((line) => {
    const [, header] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (header !== undefined) {
      section = header;
      return Object.hasOwn(unitKeys, header) ? [] : [`${line} is no section`];
    }
    const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(line) ?? [];
    const known =
      section === undefined ? [...Object.keys(documentation), ...others] : unitKeys[section];
    if (section === undefined) settings[name] = value;
    if (!known?.includes(name)) return [`${line}: nobody reads that`];
    return name === 'ExecStart' ? commandProblems(page, value) : [];
  });
  const fromRunner = { GITHUB_WORKSPACE: '/w', RUNNER_NAME: 'r', RUNNER_TEMP: '/t' };
  const read = parseAs(Settings, { ...fromRunner, ...settings });
  return read.success ? problems : [...problems, ...read.problems];
}

function commandProblems(page: string, command: string): string[] {
  using machine = makeMachine();
  const { started, stderr } = machine.play(command.replace(/^\/usr\/local\/bin\//, ''));
  return [...started.flatMap((each) => problemOf(page, each) ?? []), ...(stderr ? [stderr] : [])];
}

test.each(blocksOf('ini'))('%s: each line is one that somebody reads', (_where, { page, code }) => {
  expect(iniProblems(page, code)).toEqual([]);
});

test.each([
  'HOOK_DOKER_CONFIG=/etc',
  'HOOK_DOCKER_CONFIG=etc',
  '[Servise]\nType=oneshot',
  '[Service]\nTipe=oneshot',
  '[Service]\nExecStart=/usr/local/bin/ecr-auth sync-github-secret --rep o/r',
])('%j would be found', (code) => {
  expect(iniProblems('README.md', code)).not.toEqual([]);
});
