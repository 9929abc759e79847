/** Watches over planted secrets from the side of the test, and judges at the end of an environment. */
import type { Figures } from '../../soak/tally.ts';
import { createFindings, type Findings, type Found } from './findings.ts';
import type { ScannerControl } from './scanner.ts';

export interface Secrets {
  /** Looks into what a program wrote. */
  look: Findings['look'];
  /** Sees the files that come and go in a folder; others are read when the environment ends. */
  watch(folder: string): void;
  /** Looks everywhere now. What is found is no reason to fail at the end any more. */
  takeLeaks(): Promise<string[]>;
}

export interface WatchedSecrets {
  readonly secrets: Secrets;
  /** Ends the environment, and throws when a secret was where none may be. */
  end(stop: () => Promise<void>): Promise<void>;
}

/**
 * @param scanner the one inside; undefined where nobody watches
 * @param count takes what was looked at and found
 */
export function watchSecrets(
  scanner: ScannerControl | undefined,
  count: (figures: Figures) => void,
): WatchedSecrets {
  const here = createFindings();
  const take = async (): Promise<Found> => {
    const other = await scanner?.scan();
    const one = here.take();
    return {
      leaks: [...one.leaks, ...(other?.leaks ?? [])],
      inputs: one.inputs + (other?.inputs ?? 0),
    };
  };
  return {
    secrets: {
      look: here.look,
      watch: (folder) => void scanner?.watch(folder).catch(() => undefined),
      async takeLeaks() {
        const { leaks, inputs } = await take();
        count({ inputs });
        return leaks;
      },
    },
    async end(stop) {
      if (scanner === undefined) return stop();
      // An environment that a test has killed has nobody left to ask.
      const found = await take().catch(() => here.take());
      await stop();
      count({ inputs: found.inputs, leaks: found.leaks.length });
      if (found.leaks.length === 0) return;
      throw new Error(
        `Secrets are where they must not be (test/support/secrets):\n${found.leaks.join('\n')}`,
      );
    },
  };
}
