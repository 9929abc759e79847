/** What the first call of a job needs to decide on its features: a chunk of its own. */
export { decideFeatures } from './decide.ts';
export { rolloutJob } from './rollout-job.ts';
export { configuredGroup } from './runner-group.ts';
