import type { Config } from '../config.ts';
import {
  featureNames,
  type Decision,
  type FeatureName,
  type Features,
  type KnownFeatures,
} from '../features.ts';

/** Every feature as one thing that is stronger than all sources says it. */
export function allFeatures(decision: Decision): Features {
  const entries = featureNames.map((name) => [name, decision]);
  return Object.fromEntries(entries) as Record<FeatureName, Decision>;
}

/** What HOOK_FEATURE_<NAME> says, which outranks the sources. */
export function overriddenFeatures(overrides: Config['featureOverrides']): KnownFeatures {
  const entries = Object.entries(overrides).map(([name, variant]) => [
    name,
    { variant, reason: 'HOOK_FEATURE variable' },
  ]);
  return Object.fromEntries(entries) as KnownFeatures;
}
