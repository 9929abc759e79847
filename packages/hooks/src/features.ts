/**
 * Behaviour that can be switched off. What makes the hook safe or correct is never among it.
 */
export const featureNames = [
  'credential-helper',
  'service-names',
  'parallel-pulls',
  'pull-policy',
  'engine-exec',
  'health-events',
] as const;

export type FeatureName = (typeof featureNames)[number];

/** `shadow`: the way of `off`, and checks whether `on` would have worked. */
export const variants = ['on', 'off', 'shadow'] as const;

export type Variant = (typeof variants)[number];

/** What a feature is for one job, and why, for people. */
export interface Decision {
  variant: Variant;
  reason: string;
}

export type Features = Readonly<Record<FeatureName, Decision>>;

/** A release keeps what it knew; a newer one may know more features. */
export type KnownFeatures = Readonly<Partial<Record<FeatureName, Decision>>>;

/** Whether a job goes the way of a feature; with `shadow` it goes the way of `off`. */
export function isOn(features: Features, name: FeatureName): boolean {
  return features[name].variant === 'on';
}
