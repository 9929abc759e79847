import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import { UnknownValue } from '../expressions/unknown-value.ts';
import type { Value } from '../expressions/value.ts';
import { WrongOption, type Given } from '../given.ts';
import type { Workflow } from './workflow.ts';

/** The event that the rehearsal stands for. */
export function chooseEvent({ events }: Pick<Workflow, 'events'>, given: Given): string {
  const named = given.github.get('event_name');
  if (named !== undefined) return named;
  if (given.inputs.size > 0 && events.includes('workflow_dispatch')) return 'workflow_dispatch';
  if (events.includes('push')) return 'push';
  // A called workflow has the event of its caller.
  return events.find((event) => event !== 'workflow_call') ?? 'push';
}

/**
 * The inputs of a workflow that is started by hand or called: what is given, else their defaults.
 * @throws WrongOption when an input is given that the workflow does not have
 */
export function resolveInputs(
  { on, events }: Pick<Workflow, 'on' | 'events'>,
  event: string,
  given: Given['inputs'],
): Map<string, Value> {
  const isCalled = events.includes('workflow_call') && (given.size > 0 || events.length === 1);
  const source = event === 'workflow_dispatch' ? event : isCalled ? 'workflow_call' : undefined;
  const definitions = source === undefined ? [] : definitionsIn(on, source);
  const names = definitions.map(([name]) => name);
  const odd = [...given.keys()].find((name) => !names.includes(name));
  if (odd !== undefined) {
    throw new WrongOption(`The workflow has no input ${JSON.stringify(odd)} for ${event}.`, {
      hint: names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none.',
    });
  }
  return new Map(
    definitions.map(([name, definition]) => [name, inputValue(name, definition, given.get(name))]),
  );
}

function definitionsIn(
  on: TemplateToken | undefined,
  event: string,
): [string, MappingToken | undefined][] {
  const inputs = find(find(on, event), 'inputs');
  if (inputs === undefined || !isMapping(inputs) || isSequence(inputs)) return [];
  return [...inputs].map(({ key, value }) => [
    key.toString(),
    isMapping(value) ? value : undefined,
  ]);
}

function inputValue(
  name: string,
  definition: MappingToken | undefined,
  given: string | undefined,
): Value {
  const type = find(definition, 'type')?.toString() ?? 'string';
  const text = given ?? find(definition, 'default')?.toString();
  if (text === undefined) {
    const isOptional = find(definition, 'required')?.toString() !== 'true';
    // GitHub fills these in when nobody says anything.
    if (isOptional && type === 'string') return '';
    if (isOptional && type === 'boolean') return false;
    return new UnknownValue({
      what: `inputs.${name}`,
      why: 'the input has no default',
      option: `--input ${name}=VALUE`,
    });
  }
  if (type === 'boolean') return text === 'true';
  return type === 'number' ? Number(text) : text;
}

function find(token: TemplateToken | undefined, key: string): TemplateToken | undefined {
  return token !== undefined && isMapping(token) ? token.find(key) : undefined;
}
