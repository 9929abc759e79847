import { join } from 'node:path';
import { externals, toolCache, type Folders } from './folders.ts';
import { jobPathMap, translate } from './translate.ts';

/** A mount as the runner sends it (actions/runner, `ContainerInfo.cs`). */
export interface WireMount {
  userProvidedValue: string | null;
  sourceVolumePath: string | null;
  targetVolumePath: string;
  readOnly: boolean;
}

const socket = '/var/run/docker.sock';

/** What every job container gets (`ContainerOperationProvider.cs`). */
export function jobMounts(folders: Folders): WireMount[] {
  const { work, temp } = folders;
  const map = jobPathMap(folders).slice(2);
  const shared = [work, externals(folders), temp, join(work, '_actions'), toolCache(folders)];
  return [
    mount(socket, socket),
    ...shared.map((path) => mount(path, translate(path, map), path === externals(folders))),
    mount(`${temp}/_github_home`, '/github/home'),
    mount(`${temp}/_github_workflow`, '/github/workflow'),
  ];
}

/** What the container of an action gets (`ContainerActionHandler.cs`). */
export function actionMounts({ temp, workspace }: Folders): WireMount[] {
  return [
    mount(socket, socket),
    mount(temp, '/github/runner_temp'),
    mount(`${temp}/_github_home`, '/github/home'),
    mount(`${temp}/_github_workflow`, '/github/workflow'),
    mount(`${temp}/_runner_file_commands`, '/github/file_commands'),
    mount(workspace, '/github/workspace'),
  ];
}

/**
 * `volumes:` of a workflow. Only `ro` is read of the modes, and text in other forms than
 * `source:target`, `target:ro` and `source:target:mode` is a target as a whole.
 */
export function userMount(text: string): WireMount {
  const parts = text.split(':');
  const [first = '', second = '', mode] = parts;
  const given = { userProvidedValue: text };
  if (parts.length === 3) {
    const readOnly = mode?.toLowerCase() === 'ro';
    return { ...given, sourceVolumePath: first, targetVolumePath: second, readOnly };
  }
  if (parts.length !== 2) {
    return { ...given, sourceVolumePath: null, targetVolumePath: text, readOnly: false };
  }
  return second.toLowerCase() === 'ro'
    ? { ...given, sourceVolumePath: null, targetVolumePath: first, readOnly: true }
    : { ...given, sourceVolumePath: first, targetVolumePath: second, readOnly: false };
}

function mount(source: string, target: string, readOnly = false): WireMount {
  return {
    userProvidedValue: null,
    sourceVolumePath: source,
    targetVolumePath: target,
    readOnly,
  };
}
