import { HookError, codeOf } from '../errors.ts';
import { align } from './align.ts';
import { createBudget } from './budget.ts';
import { doubtOf } from './job-identity.ts';
import { jsonSection } from './job-message.ts';
import { readServiceTokens } from './service-tokens.ts';
import { readJobMessage } from './worker-log.ts';

export interface ServiceKeysQuery {
  /** The process that started the hook. */
  parentPid: number;
  /** Images of the services as the runner sent them, in its order. */
  images: readonly string[];
  runId: string | undefined;
  jobId: string | undefined;
  /** Where processes are seen; default `/proc`. */
  proc?: string;
  /** A clock in milliseconds. */
  now?: () => number;
}

export interface ServiceKeys {
  /** One per image; undefined where it is not known. */
  keys: readonly (string | undefined)[];
  /** Why there are none; never anything out of the log. */
  reason?: string;
}

/**
 * Keys of the services of this job under `services:`. The runner does not send them (actions/runner
 * issue 2783), but traces the whole job message to its log before the first step. Never throws: a
 * log that is hidden, masked, large or odd means that no key is known from here.
 */
export function readServiceKeys(query: ServiceKeysQuery): ServiceKeys {
  const { parentPid, images, proc = '/proc', now = () => performance.now() } = query;
  try {
    const budget = createBudget({ milliseconds: 200, bytes: 16 * 1024 * 1024, now });
    const { text, isOpen } = readJobMessage({ proc, parentPid, budget });
    const doubt = doubtOf(text, query, !isOpen);
    if (doubt !== undefined) throw new HookError(doubt);
    const services = jsonSection(text, 'jobServiceContainers', 1);
    budget.checkTime();
    const keys = align(images, readServiceTokens(services), budget);
    return keys.some((key) => key !== undefined)
      ? { keys }
      : { keys, reason: 'the keys in it are masked or expressions' };
  } catch (error) {
    // Words of others could quote the log.
    const reason = error instanceof HookError ? error.message : (codeOf(error) ?? 'it is odd');
    return { keys: images.map(() => undefined), reason };
  }
}
