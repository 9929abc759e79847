/**
 * Behaviour that can be switched off (`HOOK_FEATURE_<NAME>=off`). What makes the hook safe or
 * correct is never among it.
 */
export const featureNames = [
  'service-names',
  'parallel-pulls',
  'pull-policy',
  'health-events',
] as const;

export type FeatureName = (typeof featureNames)[number];

export type Features = Readonly<Record<FeatureName, boolean>>;
