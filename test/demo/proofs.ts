import type { Environment } from '../support/environment.ts';
import type { Started } from './started.ts';
import { readStarted } from './started.ts';
import type { JobFile } from './job-file.ts';
import type { PlayedJob } from './play.ts';
import * as containers from './proofs-containers.ts';
import * as registry from './proofs-registry.ts';

/** One thing that the demo shows, with what was measured. */
export interface Proof {
  claim: string;
  holds: boolean;
  evidence: string;
}

/** What a proof may look at. */
export interface Facts {
  environment: Environment;
  job: JobFile;
  played: PlayedJob;
  /** The services' names, and whether each answered while the job ran. */
  names: readonly containers.ServiceName[];
  started: readonly Started[];
}

/** Looks into the records of docker, AWS and the registries; a job without services proves less. */
export async function prove(
  environment: Environment,
  job: JobFile,
  played: PlayedJob,
  names: readonly containers.ServiceName[],
): Promise<Proof[]> {
  const started = await readStarted(environment);
  const facts: Facts = { environment, job, played, names, started };
  const proofs = [
    registry.proveNoLogin(facts),
    registry.proveTokens(facts),
    registry.provePulls(facts),
    registry.proveStaleIgnored(facts),
    containers.proveReachable(facts),
    containers.proveNoIdentity(facts),
    containers.proveValues(facts),
    containers.proveExitCodes(facts),
    containers.proveNothingLeft(facts),
  ];
  return (await Promise.all(proofs)).flatMap((proof) => proof ?? []);
}
