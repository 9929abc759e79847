import * as z from 'zod/mini';

const PortBinding = z.object({ HostIp: z.optional(z.string()), HostPort: z.optional(z.string()) });

/** The parts of `docker inspect` that the hook uses (Docker Engine API, ContainerInspect). */
const ContainerState = z.object({
  Id: z.string(),
  Config: z.object({ Env: z.nullish(z.array(z.string())) }),
  State: z.object({
    Running: z.boolean(),
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

/** A variable of the container's configuration, with everything after the first `=`. */
export function configuredVariable(state: ContainerState, name: string): string | undefined {
  const entry = state.Config.Env?.find((variable) => variable.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}
