/** Starts now; each call of the result tells the time since, for people: `1.2 s`. */
export function stopwatch(): () => string {
  const started = performance.now();
  return () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
