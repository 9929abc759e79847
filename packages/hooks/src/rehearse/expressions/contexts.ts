import type { Given } from '../given.ts';
import { UnknownValue } from './unknown-value.ts';
import { fromJson, Lookup, toText, type Value, type Values } from './value.ts';

type Texts = Readonly<Record<string, string>>;
export type Contexts = Readonly<Record<string, Lookup>>;

export interface JobFacts {
  given: Given;
  github: Texts;
  runner: Texts;
  inputs: Values;
  needs: readonly string[];
}

/** The contexts that stay the same for the whole job; `matrix` and `strategy` come later. */
export function jobContexts({ given, github, runner, inputs, needs }: JobFacts): Contexts {
  return {
    github: githubContext(github, given, inputs),
    runner: new Lookup(new Map(Object.entries(runner))),
    inputs: new Lookup(inputs),
    secrets: secretsContext(given.secrets),
    vars: new Lookup(given.vars, {
      missing: (name) => unknown(`vars.${name}`, 'GitHub keeps it', `--var ${name}=VALUE`),
    }),
    needs: new Lookup(new Map(needs.map((job) => [job, needOf(job, given)]))),
  };
}

/** A matrix that cannot be computed here, but for what is given of it. */
export function givenMatrix(given: Given['matrix']): Lookup {
  return new Lookup(given, {
    missing: (name) =>
      unknown(`matrix.${name}`, 'the matrix is not known', `--matrix ${name}=VALUE`),
  });
}

/** An environment, in which capital letters count. */
export function envContext(env: Values): Lookup {
  return new Lookup(env, { caseSensitive: true });
}

/** A context of a time to come, but for what is known already. */
export function laterContext(name: string, known: Values = new Map()): Lookup {
  return new Lookup(known, {
    missing: (key) =>
      new UnknownValue({
        what: `${name}.${key}`,
        why: 'it is known once the job runs',
        isLater: true,
      }),
  });
}

/** Outputs that nobody here makes, but for those that are given. */
export function givenOutputs(
  given: ReadonlyMap<string, string> | undefined,
  path: string,
  why: string,
  option: (name: string) => string,
): Lookup {
  return new Lookup(given ?? new Map<string, string>(), {
    missing: (name) => unknown(`${path}.outputs.${name}`, why, option(name)),
  });
}

function needOf(job: string, { needs }: Given): Lookup {
  const outputs = givenOutputs(
    needs.get(job),
    `needs.${job}`,
    'the jobs before are not played',
    (name) => `--need ${job}.${name}=VALUE`,
  );
  return new Lookup(
    new Map<string, Value>([
      ['result', 'success'],
      ['outputs', outputs],
    ]),
  );
}

function githubContext(texts: Texts, { event, secrets }: Given, inputs: Values): Lookup {
  const token =
    secrets.get('GITHUB_TOKEN') ??
    unknown('github.token', 'GitHub makes it for each job', '--secret GITHUB_TOKEN');
  const payload: Value = event === undefined ? emptyPayload(inputs) : fromJson(event);
  return new Lookup(
    new Map<string, Value>([...Object.entries(texts), ['token', token], ['event', payload]]),
  );
}

/** In the payload inputs are text, whatever their type. */
function emptyPayload(inputs: Values): Lookup {
  const texts = [...inputs].map(([name, value]): [string, Value] => {
    return [name, value instanceof UnknownValue ? value : toText(value)];
  });
  const known: [string, Value][] = inputs.size > 0 ? [['inputs', new Map(texts)]] : [];
  return new Lookup(new Map(known), {
    missing: (name) =>
      unknown(`github.event.${name}`, 'it comes with the event', '--event FILE.json'),
  });
}

function secretsContext(secrets: Given['secrets']): Lookup {
  return new Lookup(secrets, {
    missing: (name) => unknown(`secrets.${name}`, 'GitHub keeps it', `--secret ${name}`),
  });
}

function unknown(what: string, why: string, option: string): UnknownValue {
  // The whole of a context is more than a few options.
  return new UnknownValue({ what, why, option: what.endsWith('*') ? undefined : option });
}
