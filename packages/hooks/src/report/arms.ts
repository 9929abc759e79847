import type { Variant } from '../features.ts';

/** `control` keeps the way of before, `canary` tries the feature. */
export const armNames = ['control', 'canary'] as const;

export type ArmName = (typeof armNames)[number];

/** shadow is the way of off, and checks: such a job is one of control. */
export function armOf(variant: Variant | undefined): ArmName | undefined {
  if (variant === undefined) return undefined;
  return variant === 'on' ? 'canary' : 'control';
}

/** Something of both arms, side by side. */
export type PerArm<T> = Readonly<Record<ArmName, T>>;

export function perArm<T>(make: (arm: ArmName) => T): PerArm<T> {
  return { control: make('control'), canary: make('canary') };
}
