import type { SourceName } from '../identity/source-name.ts';

/** What docker sends to a registry host of ECR; AWS says how long it is good for. */
export interface EcrToken {
  username: 'AWS';
  /** A secret, about 2,000 characters. */
  password: string;
  /** By the clock of this machine, even if that is wrong. */
  expiresAt: Date;
  obtainedAt: Date;
  /** From when on a new one should be asked for; the old one is good until `expiresAt`. */
  refreshAt: Date;
  /** Where the AWS credentials came from. */
  source: SourceName;
}

/** An instance can be given another role at any time, and nothing local shows it. */
const longestInstanceUseMs = 60 * 60 * 1000;

/**
 * When a token is to be replaced: at half of its life, so that it outlives a job that starts with
 * it, and not at the same moment on every machine of a fleet that was started at once.
 * @param random between 0 and 1
 */
export function refreshTime(
  { obtainedAt, expiresAt, source }: Pick<EcrToken, 'obtainedAt' | 'expiresAt' | 'source'>,
  random: number,
): Date {
  const life = expiresAt.getTime() - obtainedAt.getTime();
  const half = life * (0.45 + 0.1 * random);
  const use = source === 'instance metadata' ? Math.min(half, longestInstanceUseMs) : half;
  return new Date(obtainedAt.getTime() + use);
}

/** A token of the future was written before the clock was set back: nothing is known of its age. */
export function isUsable({ obtainedAt, expiresAt }: EcrToken, now: Date): boolean {
  return obtainedAt <= now && now < expiresAt;
}

/** Good, and not yet to be replaced. */
export function isFresh(token: EcrToken, now: Date): boolean {
  return isUsable(token, now) && now < token.refreshAt;
}
