import { expect } from '@jest/globals';
import type { Environment } from './environment.ts';
import type { Runner } from './runner.ts';

export const daemonTime = (environment: Environment) =>
  environment.docker('info', '--format', '{{.SystemTime}}');

/**
 * What happened to the services of a job since a time of the daemon: `connect KEY`, from when on others find it by its
 * name, and `start KEY`.
 */
export async function serviceEvents(
  environment: Environment,
  { job }: Runner,
  since: string,
): Promise<string[]> {
  const keys = new Map(Object.entries(job.services).map(([key, { id }]) => [id, key]));
  const until = await daemonTime(environment);
  const format = '{{.Action}} {{with .Actor.Attributes.container}}{{.}}{{else}}{{.ID}}{{end}}';
  const filters = ['event=connect', 'event=start'].flatMap((filter) => ['--filter', filter]);
  const range = ['--since', since, '--until', until];
  const events = await environment.docker('events', ...range, ...filters, '--format', format);
  return events.split('\n').map((event) => {
    const [action = '', id = ''] = event.split(' ');
    return `${action} ${keys.get(id) ?? 'other'}`;
  });
}

/** Whether the one happened first; both have to have happened. */
export function isInFront(one: string, other: string, events: readonly string[]): boolean {
  expect(events).toEqual(expect.arrayContaining([one, other]));
  return events.indexOf(one) < events.indexOf(other);
}
