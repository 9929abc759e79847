import { $ZodObjectJIT, safeParse } from 'zod/v4/core';
import * as z from 'zod/mini';
import { CallEvent } from '../../event-log/event.ts';
import type { FeatureName, Variant } from '../../features.ts';

/** Why a line does not count: too long, or torn, or not of this log. */
export const skipReasons = ['too long', 'no JSON', 'no event'] as const;

export type SkipReason = (typeof skipReasons)[number];

/** What a report needs of a line. */
export interface Call {
  event: Pick<CallEvent, keyof typeof reported>;
  /** Milliseconds since 1970. */
  at: number;
  /** Of the feature that the report is about; undefined when it was not decided. */
  variant: Variant | undefined;
}

/** @param line undefined: it was too long */
export type LineParser = (line: string | undefined) => Call | SkipReason;

const reported = {
  time: true,
  runner: true,
  repository: true,
  workflow: true,
  runId: true,
  runAttempt: true,
  job: true,
  command: true,
  phases: true,
  retries: true,
  fallbacks: true,
  shadow: true,
  durationMs: true,
  outcome: true,
  errorClass: true,
} as const;

/**
 * Reads lines of event logs. Only what is reported is looked at: that is faster, and a newer release
 * may have changed the rest.
 */
export function createLineParser(feature: FeatureName): LineParser {
  const { variant } = CallEvent.shape.features._zod.def.valueType.shape;
  const features = objectOf({ [feature]: z.optional(objectOf({ variant })) });
  const Line = objectOf({ ...z.pick(CallEvent, reported).shape, features });
  return (line) => {
    if (line === undefined) return 'too long';
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return 'no JSON';
    }
    const { data: event } = safeParse(Line, value);
    if (!event) return 'no event';
    const at = Date.parse(event.time);
    if (Number.isNaN(at)) return 'no event';
    // Not spread into one object: that would cost as much as the JSON.
    return { event, at, variant: event.features[feature]?.variant };
  };
}

/** zod/mini reads an object field by field; for a million lines it pays to let zod compile that. */
function objectOf<Shape extends z.core.$ZodShape>(shape: Shape): z.core.$ZodObject<Shape> {
  return new $ZodObjectJIT({ type: 'object', shape }) as z.core.$ZodObject<Shape>;
}
