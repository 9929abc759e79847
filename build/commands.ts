import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

export const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Something that a person starts by its name. */
export interface Program {
  name: string;
  argv: readonly string[];
}

/** What the packages install, what npm runs of the tests, and the scripts that people copy. */
export function programs(): Program[] {
  return [
    { name: 'the hook', argv: ['node', 'packages/hooks/dist/index.js'] },
    ...['hooks', 'ecr-auth'].flatMap(installedBy),
    ...npmScripts(),
    { name: 'setup.js', argv: ['node', 'setup.js'] },
    { name: 'install.sh', argv: ['bash', 'deploy/plain/install.sh'] },
    { name: 'user-data.sh', argv: ['bash', 'deploy/ec2/user-data.sh'] },
    { name: 'ecr-runner-start', argv: ['sh', 'runner-image/ecr-runner-start.sh'] },
  ];
}

function installedBy(name: string): Program[] {
  const folder = `packages/${name}`;
  const { bin } = JSON.parse(read(`${folder}/package.json`)) as { bin: Record<string, string> };
  return Object.entries(bin).map(([program, file]) => {
    return { name: program, argv: ['node', join(folder, file)] };
  });
}

function npmScripts(): Program[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  return Object.entries(scripts).flatMap(([name, script]) => {
    const [, file] = /\bnode (test\/dist\/[\w-]+\.js)$/.exec(script) ?? [];
    return file === undefined ? [] : [{ name: `npm run ${name}`, argv: ['node', file] }];
  });
}

/** A program and its commands, which its own source names. */
export function withCommands(program: Program): Program[] {
  const [source] = Object.entries(commandTables).filter(([name]) => name === program.name);
  const commands = source === undefined ? [] : commandsIn(source[1]);
  return [
    program,
    ...commands.map((command) => ({
      name: `${program.name} ${command}`,
      argv: [...program.argv, command],
    })),
  ];
}

const commandTables = {
  hooks: 'packages/hooks/src/cli/main.ts',
  'ecr-auth': 'packages/ecr-auth/src/cli/main.ts',
};

function commandsIn(file: string): string[] {
  return [...read(file).matchAll(/^ {2}'?([\w-]+)'?: async \(\) => \(await import/gm)].map(
    ([, name = '']) => name,
  );
}

export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export function start({ argv }: Program, ...args: readonly string[]): Outcome {
  const [file = '', ...rest] = argv;
  const { status, stdout, stderr } = spawnSync(
    file === 'node' ? process.execPath : file,
    [...rest, ...args],
    {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], FORCE_COLOR: '1' },
      timeout: 20_000,
      input: '',
    },
  );
  return { exitCode: status, stdout, stderr };
}
