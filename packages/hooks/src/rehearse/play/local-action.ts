import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { HookError, messageOf } from '../../errors.ts';
import { isInside } from '../runner/copy-workspace.ts';
import { readFileSafely } from '../runner/read-file.ts';
import { largestFile } from '../workflow/limits.ts';
import { parseTemplate } from '../workflow/template.ts';

/** A docker action in the workspace; its expressions are evaluated when it runs. */
export interface DockerAction {
  /** `docker://` image, or the path of a Dockerfile on this machine. */
  image: string | undefined;
  dockerfile: string | undefined;
  entrypoint: string | undefined;
  /** Whether `args:` is there: then `with.args` does not count. */
  args: readonly TemplateToken[] | undefined;
  env: TemplateToken | undefined;
  inputs: readonly { name: string; default: TemplateToken | undefined }[];
  /** What else it would run, and does not here. */
  leftOut: readonly string[];
}

/**
 * Reads a local action.
 * @param path as in `uses:`, below the workspace
 * @returns what it is instead of a docker action, for people
 * @throws HookError when it leads out of the workspace or is not there, InvalidFile
 */
export function readLocalAction(workspace: string, path: string): DockerAction | string {
  const folder = locate(workspace, path);
  const name = ['action.yml', 'action.yaml'].find((other) => existsSync(join(folder, other)));
  if (name === undefined) {
    const dockerfile = ['Dockerfile', 'dockerfile'].find((other) =>
      existsSync(join(folder, other)),
    );
    if (dockerfile !== undefined) {
      return { ...nothing, dockerfile: locate(workspace, join(path, dockerfile)) };
    }
    throw new HookError(`There is no action.yml in ${path}.`, {
      hint: 'On a runner, actions/checkout must come before a local action.',
    });
  }
  const file = join(path, name);
  const { root } = parseTemplate('action', file, readAction(locate(workspace, file), file));
  const runs = root.find('runs');
  const find = (name: string) => (runs && isMapping(runs) ? runs.find(name) : undefined);
  const using = find('using')?.toString() ?? '';
  if (using !== 'docker') {
    return using === 'composite'
      ? 'composite actions are not played'
      : 'JavaScript actions are not played';
  }
  const args = find('args');
  return {
    ...imageOf(find('image')?.toString() ?? '', workspace, path),
    entrypoint: find('entrypoint')?.toString(),
    args: args && isSequence(args) ? [...args] : undefined,
    env: find('env'),
    inputs: inputsOf(root.find('inputs')),
    leftOut: ['pre-entrypoint', 'post-entrypoint'].filter((name) => find(name) !== undefined),
  };
}

/** `uses: docker://…`: an action that is nothing but an image. */
export function dockerImage(image: string): DockerAction {
  return { ...nothing, image };
}

const nothing: DockerAction = {
  image: undefined,
  dockerfile: undefined,
  entrypoint: undefined,
  args: undefined,
  env: undefined,
  inputs: [],
  leftOut: [],
};

function imageOf(image: string, workspace: string, path: string) {
  const reference = /^docker:\/\/(.+)$/i.exec(image)?.[1];
  if (reference !== undefined) return { image: reference, dockerfile: undefined };
  // As the runner tells the two apart (actions/runner, `DockerUtil.cs`).
  if (!/(^|\/)(dockerfile\.[^/]*|[^/]*dockerfile)$/i.test(image)) {
    throw new HookError(
      `'${image}' should be either '[path]/Dockerfile' or 'docker://image[:tag]'.`,
    );
  }
  return { image: undefined, dockerfile: locate(workspace, join(path, image)) };
}

function inputsOf(inputs: TemplateToken | undefined): DockerAction['inputs'] {
  if (inputs === undefined || !isMapping(inputs)) return [];
  return [...inputs].map(({ key, value }) => ({
    name: key.toString(),
    default: isMapping(value) ? value.find('default') : undefined,
  }));
}

/** Neither `..` nor a link may lead to files of this machine. */
function locate(workspace: string, path: string): string {
  let found: string;
  try {
    found = realpathSync(join(workspace, path));
  } catch (cause) {
    throw new HookError(`${path} is not in the workspace.`, {
      hint: 'On a runner, actions/checkout must come before a local action.',
      cause,
    });
  }
  if (!isInside(found, realpathSync(workspace))) {
    throw new HookError(`${path} leads out of the workspace.`);
  }
  return found;
}

function readAction(file: string, path: string): string {
  try {
    return readFileSafely(file, largestFile);
  } catch (cause) {
    throw new HookError(`The action ${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}
