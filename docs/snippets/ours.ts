/** The project's own programs: what each of them says of its arguments, by the very code that reads them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../../packages/ecr-auth/src/cli/config.ts';
import { doctor } from '../../packages/ecr-auth/src/cli/doctor.ts';
import { getLoginPassword } from '../../packages/ecr-auth/src/cli/get-login-password.ts';
import { syncGithubSecret } from '../../packages/ecr-auth/src/cli/sync-github-secret.ts';
import { expandRegistrySpec } from '../../packages/ecr-auth/src/docker/registry-spec.ts';
import { parseArguments } from '../../packages/hooks/src/cli/arguments.ts';
import { compile } from '../../packages/hooks/src/cli/compile.ts';
import { policy } from '../../packages/hooks/src/cli/policy.ts';
import { rehearse } from '../../packages/hooks/src/cli/rehearse.ts';
import { parseReportOptions } from '../../packages/hooks/src/cli/report-options.ts';
import { report } from '../../packages/hooks/src/cli/report.ts';
import { rollout } from '../../packages/hooks/src/cli/rollout.ts';
import { benchCases, hosts } from '../../test/bench/cases.ts';
import { growths } from '../../test/bench/growths.ts';
import { parseOptions } from '../../test/bench/options.ts';
import { root } from '../pages.ts';

const ofHooks = { compile, policy, rehearse, report, rollout };
const ofEcrAuth = {
  config,
  doctor,
  'get-login-password': getLoginPassword,
  'sync-github-secret': syncGithubSecret,
};

/** What a page writes in place of a path of the reader's. */
const anyHook = 'path/to/index.js';

/** Each throws an error that says what is wrong. */
export const ours: Readonly<Record<string, (args: readonly string[]) => void>> = {
  hooks: (args) => {
    const values = subCommand('hooks', ofHooks, args);
    if (values && args[0] === 'report')
      parseReportOptions(values, { HOOK_EVENT_LOG: '/logs' }, Date.now());
  },
  'ecr-auth': (args) => {
    const values = subCommand('ecr-auth', ofEcrAuth, args);
    for (const spec of values?.texts('registry') ?? []) expandRegistrySpec(spec);
  },
  node,
  'externals/node20/bin/node': node,
  npm,
};

type Commands = Readonly<Record<string, typeof rollout | typeof doctor>>;

function subCommand(program: string, commands: Commands, args: readonly string[]) {
  const [name = '', ...rest] = args;
  if (name === '--help' || name === '--version') return undefined;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Error(`${program} has no command ${JSON.stringify(name)}.`);
  if (rest.includes('--help')) return undefined;
  return parseArguments(rest, command.options);
}

function node([script = '', ...args]: readonly string[]): void {
  if (script === '-e') return;
  if (/\/ecr-auth\/cli\.js$/.test(script)) ours['ecr-auth']?.(args);
  else if (script.endsWith('/cli.js')) ours['hooks']?.(args);
  else if (script.endsWith('index.js')) mustBeOf(['--help', '--version'], args);
  else scriptOfOurs(script, args);
}

/** A script says in its usage what it takes. */
function scriptOfOurs(script: string, args: readonly string[]): void {
  const text = readFileSync(join(root, script), 'utf8');
  const unknown = args.find((arg) => !text.includes(arg));
  if (unknown !== undefined) throw new Error(`${script} does not know ${unknown}.`);
}

function npm(args: readonly string[]): void {
  const [command = '', ...rest] = args[0] === '--prefix' ? args.slice(2) : args;
  if (['audit', 'install', 'pack', 'root'].includes(command)) return;
  const [name = '', ...given] = command === 'run' ? rest : [command, ...rest];
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  if (!Object.hasOwn(manifest.scripts, name))
    throw new Error(`package.json has no script ${name}.`);
  if (given.length === 0) return;
  const [separator, ...flags] = given;
  if (separator !== '--')
    throw new Error(`npm itself would take ${String(separator)}: write -- first.`);
  const read = readers[name];
  if (!read) throw new Error(`Nobody knows here what npm run ${name} takes: add it to "readers".`);
  read(flags);
}

/** What stands behind `--` of a script. */
const readers: Readonly<Record<string, (args: readonly string[]) => void>> = {
  bench: (args) => {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
    const known = { cases: names(benchCases(hosts.ecr)), growth: names(growths(hosts.ecr)) };
    if (args.includes('--help')) return;
    const here = args.map((arg) => (arg === anyHook ? join(root, 'build.js') : arg));
    parseOptions(here, known);
  },
  start: (args) => {
    const flags = args.filter((arg) => arg.startsWith('-'));
    mustBeOf(['--json', '--help'], flags);
  },
  'test:unit': (args) => {
    someTest(/\.test\.ts$/, args);
  },
  'test:e2e': (args) => {
    someTest(/\.e2e\.ts$/, args);
  },
};

function mustBeOf(known: readonly string[], args: readonly string[]): void {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${known.join(', ')}.`);
}

const folders = ['packages', 'test', 'deploy', 'docs', 'release', 'build'];
let files: string[] | undefined;

function someTest(kind: RegExp, [flag, pattern = '', ...rest]: readonly string[]): void {
  mustBeOf(['--testPathPatterns'], [String(flag), ...rest]);
  files ??= folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    );
  const found = files.some((name) => kind.test(name) && new RegExp(pattern).test(name));
  if (!found) throw new Error(`There is no test whose path has ${pattern}.`);
}
