import type { Docker } from './docker.ts';

/** What docker's client does; the daemon itself also does `pullWith`. */
export const clientOperations = [
  'pull',
  'findImage',
  'login',
  'build',
  'create',
  'start',
  'run',
  'exec',
  'execAsRoot',
  'inspect',
  'watchEvents',
  'watchConnections',
  'hasFile',
  'readFile',
  'logs',
  'list',
  'listContainers',
  'removeContainers',
  'createNetwork',
  'removeNetworks',
  'removeImages',
] as const satisfies readonly (keyof Docker)[];

/**
 * Operations whose code is loaded when one of them is first asked for. A script step asks for none but its
 * command in the container, and pays for each line that is loaded along with it.
 */
export function onDemand<Name extends keyof Docker>(
  names: readonly Name[],
  load: () => Promise<Docker>,
): Pick<Docker, Name> {
  let loading: Promise<Docker> | undefined;
  const operation =
    (name: Name) =>
    async (...args: unknown[]) => {
      const docker = await (loading ??= load());
      return (docker[name] as (...args: unknown[]) => Promise<unknown>)(...args);
    };
  return Object.fromEntries(names.map((name) => [name, operation(name)])) as Pick<Docker, Name>;
}
