import { isResolved, resolve, type Findings } from '../expressions/resolve.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { Lookup, toText, type Value } from '../expressions/value.ts';
import { contextVariables } from '../runner/environment.ts';
import {
  containerStepArguments,
  type ContainerStep,
  type WireContainer,
} from '../runner/requests.ts';
import { actionPathMap, translateAll } from '../runner/translate.ts';
import { optionalText, textsOf } from '../workflow/container.ts';
import type { Step } from '../workflow/steps.ts';
import type { DockerAction } from './local-action.ts';
import type { Stage } from './session.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * A docker action after its expressions were evaluated.
 * @param findings gets what cannot be known or fails; then it is not to be run
 * @throws HookError when an expression gave something else than text
 */
export function readAction(
  step: Step,
  action: DockerAction,
  scope: Scope,
  findings: Findings,
): ContainerStep | undefined {
  const given = step.with === undefined ? null : resolve(step.with, scope, findings);
  if (!isResolved(findings)) return undefined;
  const inputs = textsOf(given, 'with');
  for (const { name, default: fallback } of action.inputs) {
    if (valueOf(inputs, name) !== undefined) continue;
    const value = fallback === undefined ? '' : resolve(fallback, scope, findings);
    if (isResolved(findings)) inputs.set(name, optionalText(value, `inputs.${name}`) ?? '');
  }
  const contexts = { ...scope.contexts, inputs: new Lookup(inputs) };
  const inner = { ...scope, contexts };
  const args = action.args?.map((token) => resolve(token, inner, findings));
  const env = action.env === undefined ? null : resolve(action.env, inner, findings);
  if (!isResolved(findings)) return undefined;
  return {
    image: action.image,
    dockerfile: action.dockerfile,
    entrypoint: valueOf(inputs, 'entrypoint') || action.entrypoint,
    arguments: args ? commandLine(args) : (valueOf(inputs, 'args') ?? ''),
    env: { ...Object.fromEntries(textsOf(env, 'runs.env')), ...inputVariables(inputs) },
  };
}

/** The `args` of `run_container_step`. */
export function actionArguments(
  action: ContainerStep,
  env: Texts,
  proxies: Texts,
  variables: Texts,
  { folders, github, runner }: Stage,
): WireContainer {
  const own = {
    ...proxies,
    ...action.env,
    ...env,
    ...contextVariables(github, runner),
    ...variables,
    HOME: `${folders.temp}/_github_home`,
  };
  return containerStepArguments(
    { ...action, env: translateAll(own, actionPathMap(folders)) },
    folders,
  );
}

/** Each argument in quotes, as the runner writes them (`ContainerActionHandler.cs`). */
function commandLine(args: readonly Value[]): string {
  return args.map((value) => ` "${toText(value).replaceAll('"', '\\"')}"`).join('');
}

/** `with:` as an action reads it: INPUT_ and the name in capitals (`Handler.cs`). */
function inputVariables(inputs: ReadonlyMap<string, string>): Texts {
  const entries = [...inputs].map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  return Object.fromEntries(entries) as Texts;
}

/** Capitals do not count in the names of inputs. */
function valueOf(inputs: ReadonlyMap<string, string>, name: string): string | undefined {
  const lower = name.toLowerCase();
  return [...inputs].find(([other]) => other.toLowerCase() === lower)?.[1];
}
