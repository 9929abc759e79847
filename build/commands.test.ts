/** Every command as a person at a terminal of 80 columns meets it; `node build.js` makes most of them. */
import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../packages/ecr-auth/src/cli/config.ts';
import { doctor } from '../packages/ecr-auth/src/cli/doctor.ts';
import { getLoginPassword } from '../packages/ecr-auth/src/cli/get-login-password.ts';
import { syncGithubSecret } from '../packages/ecr-auth/src/cli/sync-github-secret.ts';
import { policy } from '../packages/hooks/src/cli/policy.ts';
import { rehearse } from '../packages/hooks/src/cli/rehearse.ts';
import { report } from '../packages/hooks/src/cli/report.ts';
import { rollout } from '../packages/hooks/src/cli/rollout.ts';
import { programs, root, start, withCommands } from './commands.ts';

const commands = programs().flatMap(withCommands);

test('the commands are found', () => {
  const names = commands.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['hooks report', 'ecr-auth doctor', 'npm run bench']),
  );
  expect(names.length).toBeGreaterThan(18);
});

describe.each(commands)('$name', (command) => {
  const help = start(command, '--help');

  test('--help is an answer, without colours, in 80 columns', () => {
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).not.toContain('\u001b');
    expect(help.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('--help has its parts in one order', () => {
    const [first = ''] = help.stdout.split('\n');
    expect(first).toMatch(/^[\w:. -]+: [^.].*\.$/);
    const headings = [...help.stdout.matchAll(/^([A-Z][a-z]+(?: [a-z]+)?)(?: \(.*\))?:/gm)];
    const order = ['Usage', 'Options', 'Exit codes', 'Examples', 'Documentation'];
    expect(headings.map(([, name = '']) => name).filter((name) => order.includes(name))).toEqual(
      order,
    );
    expect(help.stdout).toMatch(/^ {2}--help +print this text/m);
    const [, page = ''] = /\nDocumentation: (\S+)\n$/.exec(help.stdout) ?? [];
    expect([page, existsSync(join(root, page))]).toEqual([page, true]);
  });

  test('a wrong call is one sentence on stderr', () => {
    const wrong = start(command, '--no-such-option');
    // docker takes what a credential helper has to say from stdout, with exit code 1.
    const toDocker = command.name.startsWith('docker-credential-');
    const said = toDocker ? wrong.stdout : wrong.stderr;
    expect(said).toMatch(/^[^\n]{10,66}\. See --help\.\n$/);
    expect(wrong).toEqual({
      exitCode: toDocker ? 1 : 2,
      stdout: '',
      stderr: '',
      [toDocker ? 'stdout' : 'stderr']: said,
    });
  });
});

test.each(['hooks', 'ecr-auth'])('%s --help names its commands, and no other', (name) => {
  const [program, ...own] = commands.filter((command) => `${command.name} `.startsWith(`${name} `));
  const { stdout } = start(program ?? { name, argv: [] }, '--help');
  const [, listed = ''] = /\nCommands:\n((?: {2}.*\n)+)/.exec(stdout) ?? [];
  expect([...listed.matchAll(/^ {2}(\S+)/gm)].map(([, found]) => `${name} ${found}`)).toEqual(
    own.map((command) => command.name),
  );
});

test.each(
  Object.entries({
    policy,
    rehearse,
    report,
    rollout,
    doctor,
    config,
    getLoginPassword,
    syncGithubSecret,
  }),
)(
  'the help of %s has the options that it takes, and says which may be repeated',
  (_name, command) => {
    const [, listed = ''] = /\nOptions:\n((?: {2}.*\n)+)/.exec(command.help) ?? [];
    const entries = listed.split(/^ {2}--/m).slice(1);
    const told = entries.map((entry): [string, string] => {
      const [, name = '', value] = /^([\w-]+)( [A-Z]\S*| hook\|job)?(?= {2}|\n)/.exec(entry) ?? [];
      if (value === undefined) return [name, 'flag'];
      return [name, /\brepeatable\b/.test(entry) ? 'texts' : 'text'];
    });
    expect(Object.fromEntries(told)).toEqual({ ...command.options, help: 'flag' });
  },
);
