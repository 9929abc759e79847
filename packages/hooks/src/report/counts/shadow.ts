import type { CallEvent } from '../../event-log/event.ts';
import { createNames } from '../names.ts';

/** What `shadow` found for one registry host. */
export interface ShadowHost {
  host: string;
  /** Jobs and docker actions that pulled from it. */
  checks: number;
  /** How often a credential helper or the docker config would have served it. */
  covered: number;
  /** How often there were credentials. */
  ok: number;
}

export interface ShadowTally {
  add(findings: CallEvent['shadow']): void;
  /** Those with the most trouble first. */
  hosts(): ShadowHost[];
}

const mostHosts = 40;

export function createShadowTally(): ShadowTally {
  const nameOf = createNames(mostHosts);
  const hosts = new Map<string, ShadowHost>();
  return {
    add: (findings = []) => {
      for (const { host, covered, ok } of findings) {
        const name = nameOf(host);
        const found = hosts.get(name) ?? { host: name, checks: 0, covered: 0, ok: 0 };
        found.checks += 1;
        if (covered) found.covered += 1;
        if (ok) found.ok += 1;
        hosts.set(name, found);
      }
    },
    hosts: () => [...hosts.values()].sort((one, other) => troubleOf(other) - troubleOf(one)),
  };
}

function troubleOf({ checks, covered, ok }: ShadowHost): number {
  return 2 * checks - covered - ok;
}
