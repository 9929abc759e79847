/** prepare_job from its start to its end, which is measured beside its phases. */
export const wholePrepare = 'prepare_job';

/** In the order in which a job comes to them (`Phase` in evidence.ts). */
export const knownPhases: readonly string[] = [
  wholePrepare,
  ...['sweep', 'pull', 'start', 'health', 'build', 'run', 'exec', 'logs'],
];
