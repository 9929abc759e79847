import * as z from 'zod/mini';

const PortBinding = z.object({ HostIp: z.optional(z.string()), HostPort: z.optional(z.string()) });

/** The parts of `docker inspect` that the hook uses (Docker Engine API, ContainerInspect). */
export const ContainerState = z.object({
  Id: z.string(),
  Config: z.object({
    Env: z.nullish(z.array(z.string())),
    /** Nanoseconds; 0 stands for docker's default. Absent without a health check. */
    Healthcheck: z.nullish(
      z.object({
        Interval: z.optional(z.number()),
        Timeout: z.optional(z.number()),
        StartPeriod: z.optional(z.number()),
        Retries: z.optional(z.number()),
      }),
    ),
  }),
  State: z.object({
    Running: z.boolean(),
    /** Between two starts (restart policy); docker then says that it runs and is unhealthy. */
    Restarting: z.optional(z.boolean()),
    /** By the daemon's clock. */
    StartedAt: z.optional(z.string()),
    ExitCode: z.number(),
    OOMKilled: z.optional(z.boolean()),
    Error: z.optional(z.string()),
    Health: z.nullish(
      z.object({
        Status: z.string(),
        Log: z.nullish(z.array(z.object({ ExitCode: z.number(), Output: z.string() }))),
      }),
    ),
  }),
  NetworkSettings: z.object({
    Ports: z.nullish(z.record(z.string(), z.nullish(z.array(PortBinding)))),
  }),
});

export type ContainerState = z.infer<typeof ContainerState>;

/** Parses the answer of `docker inspect` for one or more containers. */
export function parseInspect(json: string): ContainerState[] {
  return z.array(ContainerState).parse(JSON.parse(json));
}

/** What the hook asks of an image that is here (Docker Engine API, ImageInspect). */
export const LocalImage = z.object({
  Os: z.string(),
  Architecture: z.string(),
  Variant: z.optional(z.string()),
  /** Bytes on disk, uncompressed. */
  Size: z.optional(z.number()),
});

export type LocalImage = z.infer<typeof LocalImage>;

/** Parses the answer of `docker image inspect` for one image. */
export function parseImage(json: string): LocalImage | undefined {
  return z.array(LocalImage).parse(JSON.parse(json))[0];
}

/** A variable of the container's configuration, with everything after the first `=`. */
export function configuredVariable(state: ContainerState, name: string): string | undefined {
  const entry = state.Config.Env?.find((variable) => variable.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}
