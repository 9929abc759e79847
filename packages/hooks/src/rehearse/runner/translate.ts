import { externals, type Folders } from './folders.ts';

/** Folders of the runner, and where a container has them. The first that fits counts. */
export type PathMap = readonly (readonly [host: string, container: string])[];

/** In the job container (actions/runner, `ContainerInfo.cs`). */
export function jobPathMap(folders: Folders): PathMap {
  return [
    [`${folders.temp}/_github_workflow`, '/github/workflow'],
    [`${folders.temp}/_github_home`, '/github/home'],
    [folders.work, '/__w'],
    [externals(folders), '/__e'],
  ];
}

/** In the container of an action (`ContainerActionHandler.cs`), which has no tool cache. */
export function actionPathMap({ temp, workspace }: Folders): PathMap {
  return [
    [workspace, '/github/workspace'],
    [`${temp}/_runner_file_commands`, '/github/file_commands'],
    [`${temp}/_github_workflow`, '/github/workflow'],
    [`${temp}/_github_home`, '/github/home'],
    [temp, '/github/runner_temp'],
  ];
}

/** A path of the runner as the container sees it; other text stays, also with a path inside. */
export function translate(text: string, map: PathMap): string {
  for (const [host, container] of map) {
    if (text === host || text.startsWith(`${host}/`)) return container + text.slice(host.length);
  }
  return text;
}

export function translateAll(
  env: Readonly<Record<string, string>>,
  map: PathMap,
): Record<string, string> {
  const entries = Object.entries(env).map(([name, value]) => [name, translate(value, map)]);
  return Object.fromEntries(entries) as Record<string, string>;
}
