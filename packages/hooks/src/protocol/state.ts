import * as z from 'zod/mini';
import { featureNames, variants, type KnownFeatures } from '../features.ts';

/** The reason ends in the event log; a step could have written to the file that the state came in. */
const Decision = z.object({
  variant: z.enum(variants),
  reason: z.string().check(z.regex(/^[\x20-\x7e]{0,120}$/)),
});

/** Another release may know other features; what it says of ours counts. */
const Features = z.pipe(
  z.catch(z.record(z.string(), z.unknown()), {}),
  z.transform((given): KnownFeatures => {
    const entries = featureNames.map((name) => [name, Decision.safeParse(given[name]).data]);
    return Object.fromEntries(entries.filter(([, decision]) => decision !== undefined));
  }),
);

/**
 * What later calls of the same job need to know. The runner keeps it and hands it back; it never
 * holds a secret. Without a version it is what GitHub's hook keeps, by the same three names.
 */
export const State = z.object({
  version: z._default(z.literal(1), 1),
  network: z.optional(z.string()),
  container: z.optional(z.string()),
  services: z._default(z.array(z.string()), []),
  /** PATH of the job container's image, which `prependPath` goes in front of. */
  imagePath: z.optional(z.string()),
  /** PATH that docker and credential helpers are looked up on, before any step could change it. */
  clientPath: z.optional(z.string()),
  /** What was decided when the job was prepared: it counts until the job ends. */
  features: z.optional(Features),
});

export type State = z.infer<typeof State>;

/** The state of an earlier call; undefined when there is none or a release wrote it that is unknown. */
export function parseState(state: unknown): State | undefined {
  const parsed = State.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}
