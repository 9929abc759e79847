import { randomUUID } from 'node:crypto';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../inside.ts';
import { plant } from '../secrets/planted.ts';
import { actionArguments, containerArguments, scriptArguments } from './arguments.ts';
import type { NodeVersion } from '../nodes.ts';
import { jobPaths, translatePath } from './overlay.ts';
import type { RunnerFolders } from './request.ts';
import type { WireMount } from './volume.ts';

export interface ScriptOptions {
  shell?: 'sh' | 'bash' | 'pwsh' | 'python' | (string & {}) | undefined;
  env?: Record<string, string | null> | undefined;
  /** Container path; the workspace when left out. */
  workingDirectory?: string | undefined;
  /** Runs this program instead of a script, as a JavaScript action does. */
  entryPoint?: string | undefined;
}

export interface JsActionOptions {
  /** `with:` of the step. */
  inputs?: Record<string, string> | undefined;
  env?: Record<string, string> | undefined;
  /** `using:` of the action; default node20. */
  node?: NodeVersion | undefined;
}

export interface ContainerAction {
  /** `docker://` image, without the scheme. */
  image?: string | undefined;
  /** Host path of a Dockerfile. */
  dockerfile?: string | undefined;
  entrypoint?: string | undefined;
  /** `args:` of an action.yml, or the raw text of `with.args`. */
  args?: readonly string[] | string | undefined;
  env?: Record<string, string> | undefined;
}

/** What the runner runs for `shell:` (`ScriptHandlerHelpers.cs`). */
const shells: Readonly<Record<string, string>> = {
  sh: 'sh -e {0}',
  bash: 'bash --noprofile --norc -e -o pipefail {0}',
  pwsh: `pwsh -command ". '{0}'"`,
  python: 'python {0}',
};

const extensions: Readonly<Record<string, string>> = { pwsh: '.ps1', python: '.py' };

/** Writes the script where the container sees it; the shell line is cut at its spaces. */
export function scriptStep(
  script: string,
  { shell = 'sh', workingDirectory, entryPoint }: ScriptOptions,
  { work, temp, workspace }: RunnerFolders,
  user: User,
): Record<string, unknown> {
  const name = `${randomUUID()}${extensions[shell] ?? '.sh'}`;
  const file = join(temp, name);
  writeFileSync(file, script);
  chownSync(file, user.uid, user.gid);
  const line = (shells[shell] ?? shell).replace('{0}', `/__w/_temp/${name}`);
  const space = line.indexOf(' ');
  return {
    entryPoint: entryPoint ?? line.slice(0, space),
    entryPointArgs: entryPoint === undefined ? scriptArguments(line.slice(space + 1)) : [script],
    workingDirectory: workingDirectory ?? `/__w${workspace.slice(work.length)}`,
  };
}

/** A JavaScript action runs on the runner's own node (`NodeScriptActionHandler.cs`). */
export function jsActionStep(
  path: string,
  { node = 'node20' }: JsActionOptions,
  folders: RunnerFolders,
  isAlpine: boolean,
): Record<string, unknown> {
  return {
    entryPoint: `/__e/${node}${isAlpine ? '_alpine' : ''}/bin/node`,
    entryPointArgs: scriptArguments(translatePath(path, jobPaths(folders))),
    workingDirectory: translatePath(folders.workspace, jobPaths(folders)),
  };
}

/** What an action uses artifacts and caches with (`NodeScriptActionHandler.cs`). */
export function runtimeVariables(): Record<string, string> {
  return { ACTIONS_RUNTIME_TOKEN: plant('runtime token', 'OfTheTests') };
}

/** `with:` as an action reads it: the case and the spaces of a name do not count. */
export function inputVariables(inputs: Readonly<Record<string, string>> = {}) {
  const named = ([name, value]: [string, string]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ];
  return Object.fromEntries(Object.entries(inputs).map(named)) as Record<string, string>;
}

/** A docker action; its request has neither options nor a registry (`ContainerActionHandler.cs`). */
export function actionStep(
  { image, dockerfile, entrypoint, args = '' }: ContainerAction,
  environmentVariables: Record<string, string | null>,
  systemMountVolumes: WireMount[],
): Record<string, unknown> {
  const line = typeof args === 'string' ? args : actionArguments(args);
  return {
    image: image ?? null,
    dockerfile: dockerfile ?? null,
    entryPointArgs: containerArguments(line),
    entryPoint: entrypoint ?? null,
    workingDirectory: '/github/workspace',
    createOptions: null,
    registry: null,
    environmentVariables,
    portMappings: [],
    systemMountVolumes,
    userMountVolumes: [],
  };
}
