import { anything, flag, list, map, object, optional, parseAs, text, whole } from '../shape.ts';
import type { Of, Shape } from '../shape.ts';

const PortBinding = object({ HostIp: optional(text), HostPort: optional(text) });

/** The parts of `docker inspect` that the hook uses (Docker Engine API, ContainerInspect). */
export const ContainerState = object({
  Id: text,
  Config: object({
    Env: optional(list(text)),
    Entrypoint: optional(list(text)),
    Cmd: optional(list(text)),
    /** Nanoseconds; 0 stands for docker's default. Absent without a health check. */
    Healthcheck: optional(
      object({
        Interval: optional(whole),
        Timeout: optional(whole),
        StartPeriod: optional(whole),
        Retries: optional(whole),
      }),
    ),
  }),
  State: object({
    Running: flag,
    /** Between two starts (restart policy); docker then says that it runs and is unhealthy. */
    Restarting: optional(flag),
    /** By the daemon's clock. */
    StartedAt: optional(text),
    ExitCode: whole,
    OOMKilled: optional(flag),
    Error: optional(text),
    Health: optional(
      object({
        Status: text,
        Log: optional(list(object({ ExitCode: whole, Output: text }))),
      }),
    ),
  }),
  NetworkSettings: object({
    Ports: optional(map(list(PortBinding))),
  }),
  /** What was asked for with the container: no volume that its image alone has. */
  HostConfig: optional(
    object({
      NetworkMode: optional(text),
      Binds: optional(list(text)),
      Mounts: optional(list(anything)),
      VolumesFrom: optional(list(text)),
      ExtraHosts: optional(list(text)),
    }),
  ),
});

export type ContainerState = Of<typeof ContainerState>;

/** Parses the answer of `docker inspect` for one or more containers. */
export function parseInspect(json: string): ContainerState[] {
  return read(list(ContainerState), json);
}

/** What the hook asks of an image that is here (Docker Engine API, ImageInspect). */
export const LocalImage = object({
  Os: text,
  Architecture: text,
  Variant: optional(text),
  /** Bytes on disk, uncompressed. */
  Size: optional(whole),
});

export type LocalImage = Of<typeof LocalImage>;

/** Parses the answer of `docker image inspect` for one image. */
export function parseImage(json: string): LocalImage | undefined {
  return read(list(LocalImage), json)[0];
}

/** A variable of the container's configuration, with everything after the first `=`. */
export function configuredVariable(state: ContainerState, name: string): string | undefined {
  const entry = state.Config.Env?.find((variable) => variable.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

function read<T>(shape: Shape<T>, json: string): T {
  const parsed = parseAs(shape, JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new Error(`what docker inspect says is unknown: ${parsed.problems.join('; ')}`);
}
