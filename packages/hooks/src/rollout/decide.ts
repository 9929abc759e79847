import type { Switch } from '../config.ts';
import {
  featureNames,
  type Decision,
  type FeatureName,
  type Features,
  type Variant,
} from '../features.ts';
import { bucketOf, bucketValue } from './bucket.ts';
import type { RolloutEntry, RolloutFile, RolloutRule } from './rollout-file.ts';
import type { RolloutJob } from './rollout-job.ts';
import { fitsRule } from './rules.ts';

/** What says what a feature is, the weaker first. */
export interface FeatureSources {
  /** HOOK_FEATURE_DEFAULT, or the built-in default. */
  byDefault: Switch;
  rollout: RolloutFile | undefined;
}

/** Decides on every feature for one job. The same sources and job always give the same answer. */
export function decideFeatures(sources: FeatureSources, job: RolloutJob): Features {
  const entries = featureNames.map((name) => [name, decideFeature(name, sources, job)]);
  return Object.fromEntries(entries) as Record<FeatureName, Decision>;
}

function decideFeature(
  name: FeatureName,
  { byDefault, rollout }: FeatureSources,
  job: RolloutJob,
): Decision {
  // hasOwn: a file may hold any names.
  const entry =
    rollout && Object.hasOwn(rollout.features, name) ? rollout.features[name] : undefined;
  if (entry === undefined) return { variant: byDefault, reason: 'default' };
  return decideEntry(name, entry, job);
}

function decideEntry(name: FeatureName, entry: RolloutEntry, job: RolloutJob): Decision {
  if (typeof entry !== 'object') return { variant: variantOf(entry), reason: 'rollout file' };
  const { variant = 'on', otherwise = 'off', percent = 100, by = 'repository' } = entry;
  const left = (reason: string): Decision => ({ variant: variantOf(otherwise), reason });
  const chosen = (reason: string): Decision => ({ variant: variantOf(variant), reason });

  // What is not known keeps a job out: it fits no `only` and every `except`.
  const excepted = rulesOf(entry.except).map((rule) => fitsRule(rule, job));
  if (excepted.includes(true)) return left('rollout file, except');
  if (excepted.includes(undefined)) return left('rollout file, except by what is not known');
  const only = rulesOf(entry.only);
  if (entry.only !== undefined && !only.some((rule) => fitsRule(rule, job) === true)) {
    return left('rollout file, not among only');
  }
  if (percent >= 100) return chosen(only.length > 0 ? 'rollout file, only' : 'rollout file');

  const value = bucketValue(by, job);
  if (value === undefined) return left(`rollout file, the ${by} is not known`);
  const bucket = bucketOf(name, value);
  // Rounded down, so that the figure never contradicts the decision.
  const at = (Math.floor(bucket * 100) / 100).toFixed(2);
  const reason = `rollout file, ${String(percent)} % by ${by}, at ${at}`;
  return bucket < percent ? chosen(reason) : left(reason);
}

function rulesOf(given: RolloutRule | readonly RolloutRule[] | undefined): readonly RolloutRule[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly RolloutRule[]) : [given as RolloutRule];
}

function variantOf(given: Variant | boolean): Variant {
  if (given === true) return 'on';
  return given === false ? 'off' : given;
}
