import { featureNames, variants, type Decision, type KnownFeatures } from '../features.ts';
import {
  list,
  map,
  anything,
  exactly,
  matching,
  object,
  oneOf,
  optional,
  orElse,
  parseAs,
  word,
} from '../shape.ts';
import type { Of, Shape } from '../shape.ts';

/** The reason ends in the event log; a step could have written to the file that the state came in. */
const Decided: Shape<Decision> = object({
  variant: oneOf(variants),
  reason: matching(/^[\x20-\x7e]{0,120}$/, 'a short text'),
});

/** Another release may know other features; what it says of ours counts. */
const Features: Shape<KnownFeatures> = (value) => {
  const given = parseAs(map(anything), value);
  const known = featureNames.flatMap((name) => {
    const decision = given.success ? parseAs(Decided, given.data.get(name)) : given;
    return decision.success ? [[name, decision.data] as const] : [];
  });
  return Object.fromEntries(known);
};

/** Its id, or a name by docker's grammar: nothing that could be a flag, or lead elsewhere in a path. */
const container = matching(/^[A-Za-z0-9][\w.-]*$/, 'the id or name of a container');

/**
 * What later calls of the same job need to know. The runner keeps it and hands it back; it never
 * holds a secret. Without a version it is what GitHub's hook keeps, by the same three names.
 */
export const State = object({
  version: orElse(exactly(1), 1),
  network: optional(word),
  container: optional(container),
  services: orElse(list(word), []),
  /** PATH of the job container's image, which `prependPath` goes in front of. */
  imagePath: optional(word),
  /** PATH that docker and credential helpers are looked up on, before any step could change it. */
  clientPath: optional(word),
  /** What was decided when the job was prepared: it counts until the job ends. */
  features: optional(Features),
});

export type State = Of<typeof State>;

/** The state of an earlier call; undefined when there is none or a release wrote it that is unknown. */
export function parseState(state: unknown): State | undefined {
  const parsed = parseAs(State, state);
  return parsed.success ? parsed.data : undefined;
}
