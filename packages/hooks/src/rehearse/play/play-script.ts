import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { resolve, type Findings } from '../expressions/resolve.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { contextVariables } from '../runner/environment.ts';
import { scriptExtension, scriptText, shellCommand } from '../runner/shells.ts';
import { jobPathMap, translate, translateAll } from '../runner/translate.ts';
import { optionalText } from '../workflow/container.ts';
import type { PlannedJob } from '../workflow/plan-job.ts';
import type { Step } from '../workflow/steps.ts';
import type { Session, Stage } from './session.ts';

type Texts = Readonly<Record<string, string>>;

/** A `run:` step after its expressions were evaluated. */
export interface Script {
  text: string;
  shell: string | undefined;
  /** As it is written; the workspace when left out. */
  workingDirectory: string | undefined;
}

/**
 * @param findings gets what cannot be known or fails; then the script is not to be run
 * @throws HookError when an expression gave something else than text
 */
export function readScript(
  step: Step,
  plan: Pick<PlannedJob, 'shell' | 'workingDirectory'>,
  scope: Scope,
  findings: Findings,
): Script | undefined {
  const [text, shell, workingDirectory] = [step.run, step.shell, step.workingDirectory].map(
    (token) => (token === undefined ? null : resolve(token, scope, findings)),
  );
  if (findings.unknown.length > 0 || findings.failures.length > 0) return undefined;
  return {
    text: optionalText(text, 'run') ?? '',
    shell: optionalText(shell, 'shell') ?? plan.shell,
    workingDirectory: optionalText(workingDirectory, 'working-directory') ?? plan.workingDirectory,
  };
}

/**
 * Writes the script and makes the `args` of `run_script_step`.
 * @throws HookError for a shell that is not valid
 */
export function scriptArguments(
  { text, shell, workingDirectory = '' }: Script,
  env: Texts,
  variables: Texts,
  { folders, github, runner }: Stage,
  { prependPath }: Session,
): object {
  const map = jobPathMap(folders);
  const file = join(folders.temp, `${randomUUID()}${scriptExtension(shell)}`);
  const command = shellCommand(shell, translate(file, map));
  writeFileSync(file, scriptText(shell, text));
  const folder = isAbsolute(workingDirectory)
    ? workingDirectory
    : join(folders.workspace, workingDirectory);
  const own = { ...env, ...contextVariables(github, runner), ...variables };
  return {
    entryPointArgs: command.arguments,
    entryPoint: command.program,
    environmentVariables: translateAll(own, map),
    prependPath,
    workingDirectory: translate(folder, map).replace(/(?<=.)\/$/, ''),
  };
}
