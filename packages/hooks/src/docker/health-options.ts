/** How docker probes a container (Engine API, "HealthConfig"); durations in nanoseconds. */
export interface Healthcheck {
  Test?: readonly string[];
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  Retries?: number;
}

type Setting = (value: string) => Healthcheck | undefined;

const settings: Readonly<Record<string, Setting>> = {
  '--health-cmd': (Test) => ({ Test: ['CMD-SHELL', Test] }),
  '--health-interval': (value) => withDuration(value, (Interval) => ({ Interval })),
  '--health-timeout': (value) => withDuration(value, (Timeout) => ({ Timeout })),
  '--health-start-period': (value) => withDuration(value, (StartPeriod) => ({ StartPeriod })),
  '--health-retries': (value) =>
    /^[1-9]\d{0,5}$/.test(value) ? { Retries: Number(value) } : undefined,
};

/**
 * Health settings as docker's client reads them out of its flags (docker docs, "docker run", "--health-cmd"), which
 * is all that most services have. Undefined when there is another flag among them, or an odd value.
 */
export function readHealthOptions(options: readonly string[]): Healthcheck | undefined {
  let read: Healthcheck = {};
  const rest = [...options];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const [, flag = option, joined] = /^(--[a-z-]+)=(.*)$/s.exec(option) ?? [];
    const value = joined ?? rest.shift();
    const setting = Object.hasOwn(settings, flag) ? settings[flag] : undefined;
    const known = value ? setting?.(value) : undefined;
    if (known === undefined) return undefined;
    read = { ...read, ...known };
  }
  return read;
}

const nanoseconds: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** The plain ones of Go's durations: `10s`, `1m30s`. */
function withDuration(
  text: string,
  set: (duration: number) => Healthcheck,
): Healthcheck | undefined {
  if (!/^([1-9]\d{0,5}(ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([a-z]+)/g)];
  return set(
    parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (nanoseconds[unit] ?? 0), 0),
  );
}
