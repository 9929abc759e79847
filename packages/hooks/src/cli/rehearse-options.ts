import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../errors.ts';
import { featureNames } from '../features.ts';
import type { Given } from '../rehearse/given.ts';
import type { RehearseOptions } from '../rehearse/options.ts';
import { featureVariable } from '../settings.ts';
import { UsageError, type Values } from './arguments.ts';
import { readGivenFile } from './given-file.ts';
import { readRunnerEnv } from './runner-env.ts';

/** What the process tells of itself. */
export interface Program {
  env: NodeJS.ProcessEnv;
  /** Path of the command. */
  path: string;
  node: string;
}

/** @throws UsageError that names the option */
export function parseRehearseOptions(values: Values, program: Program): RehearseOptions {
  const [file, ...others] = values.positionals;
  if (file === undefined) throw wrong('No workflow is given.');
  if (others.length > 0) throw wrong(`Unexpected argument ${JSON.stringify(others[0])}.`);
  const envFile = values.text('runner-env');
  const features = pairs(values, 'feature').map(([name, value]) => featureSetting(name, value));
  return {
    file,
    job: values.text('job'),
    workspace: values.text('workspace'),
    hook: { path: hookPath(values.text('hook'), program.path), node: program.node },
    given: givenBy(values, program.env),
    envFile: new Map([...(envFile === undefined ? [] : readRunnerEnv(envFile)), ...features]),
    planOnly: values.flag('plan'),
    keep: values.flag('keep'),
  };
}

function givenBy(values: Values, env: NodeJS.ProcessEnv): Given {
  const event = values.text('event');
  return {
    github: new Map(pairs(values, 'github')),
    event: event === undefined ? undefined : parseEvent(readGivenFile(event, 'event', seeHelp)),
    inputs: new Map(pairs(values, 'input')),
    vars: new Map(pairs(values, 'var')),
    secrets: new Map(values.texts('secret').map((name) => [name, secretOf(name, env)])),
    needs: outputs(values, 'need'),
    steps: outputs(values, 'step'),
    matrix: new Map(pairs(values, 'matrix')),
  };
}

/** `NAME=value`; a value may be empty and hold other `=`. */
function pairs(values: Values, option: string): [string, string][] {
  return values.texts(option).map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1) throw wrong(`--${option} ${JSON.stringify(text)} is not NAME=VALUE.`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
}

/** `ID.NAME=value`. */
function outputs(values: Values, option: string): Map<string, Map<string, string>> {
  const result = new Map<string, Map<string, string>>();
  for (const [path, value] of pairs(values, option)) {
    const [, id, name] = /^([^.]+)\.(?:outputs\.)?(.+)$/.exec(path) ?? [];
    if (id === undefined || name === undefined) {
      throw wrong(`--${option} ${JSON.stringify(path)} is not ID.OUTPUT.`);
    }
    result.set(id, (result.get(id) ?? new Map<string, string>()).set(name, value));
  }
  return result;
}

/** Never from the command line, which everybody on the machine can read. */
function secretOf(name: string, env: NodeJS.ProcessEnv): string {
  if (name.includes('=')) {
    throw wrong(`--secret ${name.slice(0, name.indexOf('='))} has a value on the command line.`, {
      hint: 'Put it into the environment variable of that name, and give the name alone.',
    });
  }
  const value = env[name];
  if (value === undefined) {
    throw wrong(`--secret ${name}: there is no environment variable ${name}.`, {
      hint: 'Its value is the value of the secret; it may be empty.',
    });
  }
  return value;
}

function featureSetting(given: string, value: string): [string, string] {
  const name = featureNames.find((known) => known === given);
  if (name === undefined) {
    throw wrong(`There is no feature ${JSON.stringify(given)}.`, {
      hint: `The features are ${featureNames.join(', ')}.`,
    });
  }
  if (value !== 'on' && value !== 'off') {
    throw wrong(`--feature ${name} is on or off.`, {
      hint:
        value === 'shadow' ? 'Only a rollout file (HOOK_ROLLOUT_FILE) can say shadow.' : undefined,
    });
  }
  return [featureVariable(name), value];
}

/** @throws UsageError when there is no such hook, or the runner would not start it with node */
function hookPath(given: string | undefined, program: string): string {
  // The command may have been started through a link on PATH.
  const path =
    given === undefined ? join(dirname(realpathSync(program)), 'index.js') : resolve(given);
  if (!path.endsWith('.js')) throw wrong(`The hook ${path} is not a .js file.`);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw wrong(`There is no hook ${path}.`);
  }
  return path;
}

function parseEvent(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw wrong(`--event is not JSON: ${messageOf(error)}.`);
  }
  throw wrong('--event is not a JSON object.');
}

const seeHelp = 'See --help.';

function wrong(message: string, { hint = seeHelp }: { hint?: string | undefined } = {}) {
  return new UsageError(message, { hint });
}
