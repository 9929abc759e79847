import { envContext, givenOutputs } from '../expressions/contexts.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { UnknownValue } from '../expressions/unknown-value.ts';
import { Lookup, type Value, type Values } from '../expressions/value.ts';
import type { Given } from '../given.ts';
import type { JobContext } from '../runner/response.ts';
import type { Session, Stage } from './session.ts';

/** What the expressions of a step see. */
export function stepScope(
  { contexts }: Pick<Stage, 'contexts'>,
  { status, steps, job }: Pick<Session, 'status' | 'steps' | 'job'>,
  env: Values,
): Scope {
  return {
    contexts: {
      ...contexts,
      env: envContext(env),
      steps: new Lookup(steps),
      job: jobContext(job, status),
    },
    status,
  };
}

export function finishedStep(
  outcome: 'success' | 'failure' | 'skipped',
  conclusion: 'success' | 'failure' | 'skipped',
  outputs: ReadonlyMap<string, string> = new Map(),
): Value {
  return new Map<string, Value>([
    ['outcome', outcome],
    ['conclusion', conclusion],
    ['outputs', outputs],
  ]);
}

/** A step that is left out: what it would have said is not known, but for what is given. */
export function leftOutStep(id: string, { steps }: Given): Value {
  const given = steps.get(id);
  const why = 'the step is not played';
  const result = (name: string): Value =>
    given ? 'success' : new UnknownValue({ what: `steps.${id}.${name}`, why });
  const option = (name: string) => `--step ${id}.${name}=VALUE`;
  return new Map<string, Value>([
    ['outcome', result('outcome')],
    ['conclusion', result('conclusion')],
    ['outputs', givenOutputs(given, `steps.${id}`, why, option)],
  ]);
}

function jobContext({ container, services }: JobContext, status: Session['status']): Lookup {
  const started = [...services].map(([key, { id, network, ports }]): [string, Value] => [
    key,
    new Map<string, Value>([
      ['id', id],
      ['network', network],
      ['ports', ports],
    ]),
  ]);
  return new Lookup(
    new Map<string, Value>([
      ['status', status],
      ['container', new Map(Object.entries(container))],
      ['services', new Map(started)],
    ]),
  );
}
