import * as z from 'zod/mini';
import { variants } from '../features.ts';

const count = z.optional(z.number());

/**
 * One line of the event log: what is kept of one call of the hook, for machines. No secrets, no
 * values of variables, no paths, no
 * names of more than 200 letters. Durations are in milliseconds; phases may overlap.
 */
export const CallEvent = z.object({
  time: z.string(),
  /** Release of the hook. */
  version: z.string(),
  runner: z.string(),
  repository: z.optional(z.string()),
  workflow: z.optional(z.string()),
  runId: z.optional(z.string()),
  runAttempt: z.optional(z.string()),
  job: z.optional(z.string()),
  command: z.enum(['prepare_job', 'run_script_step', 'run_container_step', 'cleanup_job']),
  /** By name of the feature: what it was and why. */
  features: z.record(z.string(), z.object({ variant: z.enum(variants), reason: z.string() })),
  /** By name of the phase: `sweep`, `pull`, `start`, `health`, `build`, `run`, `exec`, `logs`. */
  phases: z.record(z.string(), z.number()),
  /** Images that were pulled; those that were here or up to date do not count. */
  images: count,
  /** Their size on disk, uncompressed, as docker tells it; layers that were here are included. */
  bytes: count,
  /** Pulls that were tried again. */
  retries: count,
  /** Pulls that only succeeded with the credentials of the workflow. */
  fallbacks: count,
  /** What the feature in shadow mode would have done, by registry host. */
  shadow: z.optional(
    z.array(z.object({ host: z.string(), covered: z.boolean(), ok: z.boolean() })),
  ),
  durationMs: z.number(),
  exitCode: z.number(),
  outcome: z.enum(['success', 'step-failed', 'hook-failed', 'cancelled']),
  /** Why the hook failed: the reason of a DockerError, else the name of the error. */
  errorClass: z.optional(z.string()),
});

export type CallEvent = z.infer<typeof CallEvent>;
