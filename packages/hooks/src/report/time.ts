const units: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * A point in time, as a person writes it: `2026-01-31` and `2026-01-31T09:30` (both UTC),
 * `2026-01-31T09:30:00+02:00`, or how long ago: `90m`, `24h`, `7d`, `2w`.
 *
 * @returns milliseconds since 1970; undefined for what is no time, such as the 31st of February
 */
export function parseTime(text: string, now: number): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (units[unit] ?? NaN);
  const [, date, time, zone = 'Z'] = isoTime.exec(text) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  const at = Date.parse(`${date}T${time ?? '00:00'}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

const isoTime = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** Date.parse takes the 31st of February for the 3rd of March. */
function isDate(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
