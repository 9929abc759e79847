/** Numbers for people. */

/** `12,034` */
export function whole(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

/** `99.83 %` of 0.9983 */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** `99.5 %` of 0.995, `98 %` of 0.98: for the ends of a scale. */
export function roundPercent(share: number): string {
  return `${String(Number((100 * share).toFixed(2)))} %`;
}

/** `340 ms`, `4.1 s`, `3 min 20 s`, `2 h 05 min` */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds < 99_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${whole(Math.floor(seconds / 60))} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${whole(Math.floor(minutes / 60))} h ${twoDigits(minutes % 60)} min`;
}

/** `2026-01-31 09:30 UTC` */
export function moment(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `1 job`, `2 jobs` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${whole(number)} ${number === 1 ? one : many}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
