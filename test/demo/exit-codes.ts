import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../support/environment.ts';

interface DockerEvent {
  Action: string;
  Actor: { Attributes: Record<string, string> };
}

/** The name of the file that the runner writes for a `run:` step. */
const scriptFile = /^exec_create: .*\/__w\/_temp\/[\da-f-]+\.sh/;

/**
 * The exit code of the step that ran since then, as the daemon tells it to everybody: nothing that
 * the hook says has a part in it. Undefined when the daemon ran no step.
 *
 * @param since milliseconds since the epoch
 */
export async function exitCodeByDocker(
  environment: Environment,
  kind: 'script' | 'action',
  since: number,
): Promise<number | undefined> {
  // The daemon may announce an end a moment after the docker client has heard of it.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const events = await readEvents(environment, since);
    const code = kind === 'script' ? scriptExit(events) : actionExit(events);
    if (code !== undefined) return Number(code);
    await sleep(50);
  }
  return undefined;
}

async function readEvents(environment: Environment, since: number): Promise<DockerEvent[]> {
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const range = ['--since', seconds(since), '--until', seconds(Date.now())];
  const lines = await environment.docker(
    ...['events', ...range, '--filter', 'type=container', '--format', '{{json .}}'],
  );
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DockerEvent);
}

function scriptExit(events: readonly DockerEvent[]): string | undefined {
  const script = events.findLast(({ Action }) => scriptFile.test(Action));
  const id = script?.Actor.Attributes['execID'];
  const end = events.find(
    ({ Action, Actor }) => Action === 'exec_die' && Actor.Attributes['execID'] === id,
  );
  return end?.Actor.Attributes['exitCode'];
}

function actionExit(events: readonly DockerEvent[]): string | undefined {
  const end = events.findLast(
    ({ Action, Actor }) => Action === 'die' && Actor.Attributes['ecr-runner-hooks.role'] === 'step',
  );
  return end?.Actor.Attributes['exitCode'];
}
