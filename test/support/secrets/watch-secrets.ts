/** Watches over planted secrets from the side of the test, and judges at the end of an environment. */
import { tally } from '../../soak/tally.ts';
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

/** @param scanner the one inside; undefined where nobody watches */
export function watchSecrets(scanner: ScannerControl | undefined): WatchedSecrets {
  const here = createFindings();
  const take = async (): Promise<Found> => {
    const [one, other] = [here.take(), await scanner?.scan()];
    return {
      leaks: [...one.leaks, ...(other?.leaks ?? [])],
      inputs: one.inputs + (other?.inputs ?? 0),
    };
  };
  return {
    secrets: {
      look: here.look,
      watch: (folder) => void scanner?.watch(folder).catch(() => undefined),
      takeLeaks: async () => (await take()).leaks,
    },
    async end(stop) {
      // An environment that a test has killed has nobody left to ask.
      const found = await take().catch(() => here.take());
      await stop();
      if (process.env['SOAK_TALLY'] !== undefined)
        tally('secrets', { inputs: found.inputs, leaks: found.leaks.length });
      if (found.leaks.length === 0) return;
      throw new Error(
        `Secrets are where they must not be (test/support/secrets):\n${found.leaks.join('\n')}`,
      );
    },
  };
}
