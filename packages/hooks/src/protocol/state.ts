import * as z from 'zod/mini';

/**
 * What later calls of the same job need to know. The runner keeps it and hands it back; it never
 * holds a secret. Without a version it is what GitHub's hook keeps, by the same three names.
 */
const State = z.object({
  version: z._default(z.literal(1), 1),
  network: z.optional(z.string()),
  container: z.optional(z.string()),
  services: z._default(z.array(z.string()), []),
  /** PATH of the job container's image, which `prependPath` goes in front of. */
  imagePath: z.optional(z.string()),
  /** PATH that docker and credential helpers are looked up on, before any step could change it. */
  clientPath: z.optional(z.string()),
});

export type State = z.infer<typeof State>;

/** The state of an earlier call; undefined when there is none or a release wrote it that is unknown. */
export function parseState(state: unknown): State | undefined {
  const parsed = State.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}
