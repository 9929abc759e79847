import type { ContainerMount, ContainerSpec } from './args.ts';
import { envEntries } from './env-entries.ts';
import { readHealthOptions } from './health-options.ts';

/** `80`, `8080:80`, `127.0.0.1:8080:80`, each also with a protocol; ranges are the client's to read. */
const plainPort =
  /^(?:(?:(?<ip>\d+\.\d+\.\d+\.\d+):)?(?<host>[1-9]\d{0,4}|):)?(?<container>[1-9]\d{0,4})(?<protocol>\/(?:tcp|udp|sctp))?$/;

/** What docker takes for the name of a volume (moby, `volume/mounts`, `RestrictedNameChars`). */
const volumeName = /^[a-zA-Z0-9][\w.-]+$/;

/**
 * What `docker create` or `docker run` would ask the daemon for (Engine API, "Create a container"), or undefined
 * where docker's client has to read it: the user's `options` are its flags, but for those of a health check, and so
 * are the rarer forms of ports and mounts.
 */
export function createBody(spec: ContainerSpec, { autoRemove = false } = {}): object | undefined {
  const { network, aliases, labels, workdir, entrypoint, image, args } = spec;
  const ports = all(spec.ports.map((port) => plainPort.exec(port)?.groups));
  const mounts = all(spec.mounts.map(readMount));
  const health = readHealthOptions(spec.options);
  if (health === undefined || ports === undefined || mounts === undefined) return undefined;
  const bindings = portBindings(ports);
  return {
    Image: image,
    Env: envEntries(spec.env),
    Labels: labels,
    ...(workdir && { WorkingDir: workdir }),
    ...(entrypoint && { Entrypoint: [entrypoint] }),
    ...(args.length > 0 && { Cmd: args }),
    ...(Object.keys(health).length > 0 && { Healthcheck: health }),
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((port) => [port, {}])),
    Volumes: Object.fromEntries(
      mounts.flatMap((mount) => (mount.volume ? [[mount.volume, {}]] : [])),
    ),
    HostConfig: {
      AutoRemove: autoRemove,
      RestartPolicy: { Name: 'no' },
      Binds: mounts.flatMap((mount) => mount.bind ?? []),
      PortBindings: bindings,
      NetworkMode: network ?? 'default',
    },
    ...(network !== undefined &&
      aliases.length > 0 && {
        NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: aliases } } },
      }),
  };
}

function all<T>(read: readonly (T | undefined)[]): T[] | undefined {
  const known = read.filter((each) => each !== undefined);
  return known.length === read.length ? known : undefined;
}

type PortBindings = Record<string, { HostIp: string; HostPort: string }[]>;

function portBindings(
  ports: readonly Readonly<Record<string, string | undefined>>[],
): PortBindings {
  const bindings: PortBindings = {};
  for (const { ip = '', host = '', container = '', protocol = '/tcp' } of ports) {
    (bindings[`${container}${protocol}`] ??= []).push({ HostIp: ip, HostPort: host });
  }
  return bindings;
}

/** As `--volume` reads it; a path with a colon needs `--mount`, and a relative one the client's folder. */
function readMount({
  source,
  target,
  mode,
}: ContainerMount): { bind?: string; volume?: string } | undefined {
  if (`${source ?? ''}${target}`.includes(':') || !target.startsWith('/')) return undefined;
  if (source === undefined) return mode === '' ? { volume: target } : undefined;
  if (!source.startsWith('/') && !volumeName.test(source)) return undefined;
  return { bind: [source, target, mode].filter(Boolean).join(':') };
}
