import type { Environment } from '../support/environment.ts';
import type { HookCall } from '../support/runner.ts';

/** Milliseconds from docker's last verdict on the health of a service to the end of the hook. */
export async function readyLag(
  { times }: HookCall,
  _subject: unknown,
  environment: Environment,
): Promise<Record<string, number>> {
  const { ms = NaN, endedAt = NaN } = times ?? {};
  const seconds = (time: number) => (time / 1000).toFixed(3);
  const events = await environment.docker(
    ...['events', '--since', seconds(endedAt - ms), '--until', seconds(endedAt)],
    ...['--filter', 'event=health_status', '--format', '{{.TimeNano}} {{.Action}}'],
  );
  const healthy = [...events.matchAll(/^(\d+) health_status: healthy$/gm)];
  return { 'ms after docker’s verdict': endedAt - Number(healthy.at(-1)?.[1]) / 1e6 };
}
