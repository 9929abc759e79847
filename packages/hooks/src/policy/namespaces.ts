import { csvFields } from './csv.ts';

/** Modes in which a container keeps to itself, by the option (docker docs, "docker container run"). */
const own: Readonly<Record<string, readonly string[]>> = {
  network: ['', 'bridge', 'default', 'none'],
  ipc: ['', 'none', 'private', 'shareable'],
  pid: ['', 'private'],
  uts: ['', 'private'],
  userns: ['', 'private'],
  cgroupns: ['', 'private'],
};

/**
 * Which namespace beside its own an option lets a container have, as `pid=host`; nothing for its own.
 * A network by name is its own, as is a job's. By what can be the start of an id it is not: that finds the host's network, too.
 */
export function foreignNamespaces(option: string, value: string): string[] {
  const kind = option === 'net' ? 'network' : option;
  const modes = kind === 'network' ? networksOf(value) : [lower(value)];
  return modes
    .filter((mode) => own[kind]?.includes(mode) !== true)
    .filter((mode) => kind !== 'network' || !isNameOfNetwork(mode))
    .map((mode) => `${kind}=${mode}`);
}

/** docker's grammar of names, and none of the words and ids that are more than a name. */
function isNameOfNetwork(mode: string): boolean {
  return /^[a-z0-9][a-z0-9_.-]*$/.test(mode) && mode !== 'host' && !/^[0-9a-f]+$/.test(mode);
}

/**
 * `host`, or `name=host,alias=x` with any spaces and letters (docker/cli, `opts/network.go`). What is
 * neither for sure is taken for both.
 */
function networksOf(value: string): string[] {
  const long = (csvFields(value) ?? []).flatMap((field) => {
    const [key = '', ...rest] = field.split('=');
    return lower(key) === 'name' ? [lower(rest.join('='))] : [];
  });
  return long.length > 0 ? long : [lower(value)];
}

function lower(text: string): string {
  return text.trim().toLowerCase();
}
