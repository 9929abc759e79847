import { milliseconds } from './stopwatch.ts';

/** Parts of a call that take time; they may overlap. */
export type Phase = 'sweep' | 'pull' | 'start' | 'health' | 'build' | 'run' | 'exec' | 'logs';

/** See `CallEvent` (event-log/event.ts). */
export type Counter = 'images' | 'bytes' | 'retries' | 'fallbacks';

/** What `credential-helper` in shadow mode found for one registry host. */
export interface ShadowFinding {
  host: string;
  /** A credential helper or the docker config would serve the host. */
  covered: boolean;
  /** It has credentials for it. */
  ok: boolean;
}

/** What a call did, for the event log. Collected while it runs; nothing is decided by it. */
export interface Evidence {
  /** Measures a phase; what fails counts, too. */
  phase<T>(name: Phase, work: () => Promise<T>): Promise<T>;
  add(name: Counter, amount: number): void;
  shadow(finding: ShadowFinding): void;
  collected(): Collected;
}

export interface Collected {
  /** Milliseconds. */
  phases: Readonly<Partial<Record<Phase, number>>>;
  counts: Readonly<Partial<Record<Counter, number>>>;
  shadow: readonly ShadowFinding[];
}

export function createEvidence(): Evidence {
  const phases: Partial<Record<Phase, number>> = {};
  const counts: Partial<Record<Counter, number>> = {};
  const shadow: ShadowFinding[] = [];
  return {
    phase: async (name, work) => {
      const started = milliseconds();
      try {
        return await work();
      } finally {
        phases[name] = (phases[name] ?? 0) + Math.round(milliseconds() - started);
      }
    },
    add: (name, amount) => {
      counts[name] = (counts[name] ?? 0) + amount;
    },
    shadow: (finding) => {
      shadow.push(finding);
    },
    collected: () => ({ phases, counts, shadow }),
  };
}
