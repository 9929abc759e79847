import type { Values } from './arguments.ts';

/** The value of a flag that may be given once. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name]?.[0];
  return typeof value === 'string' ? value : undefined;
}

export function flag(values: Values, name: string): boolean {
  return values[name]?.[0] === true;
}

/** The values of a flag that may be repeated. */
export function texts(values: Values, name: string): string[] {
  return (values[name] ?? []).filter((value) => typeof value === 'string');
}
