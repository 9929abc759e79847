/** What a registry does wrong while a job is prepared. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLimiter } from '../../packages/hooks/src/limiter.ts';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { ecr } from '../support/fixtures.ts';
import { expectEnd, playFault, type Played, type Way } from './pull-faults.ts';
import { registryFaults, settings, type RegistryFault } from './registry-fault-rows.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

const subject = 'registry faults';

/** Rows are played a few at a time: before the turn of one comes, it may wait for others. */
const timeout = sized({ part: 120_000, full: 900_000 });

const rows = registryFaults.flatMap((row) => {
  const ways: Way[] = [...row.part, ...sized({ part: [], full: [...row.full] })];
  return ways.map((way) => ({ ...row, way, title: titleOf(row, way), name: nameOf(row, way) }));
});

let environment: Environment;
let playing: Map<string, Promise<Played>>;
beforeAll(async () => {
  // A layer that hangs keeps its place at docker; docker's own attempts have pauses of many seconds.
  const dockerdArgs = ['--max-concurrent-downloads=99', '--max-download-attempts=1'];
  environment = await startEnvironment({ dockerdArgs });
  const faults = [];
  for (const { fault, position, name } of rows) {
    const files = { '/name': name };
    const { layer } = await environment.seedImage([`${ecr}/${name}:1`], { files });
    const path = position === 'layer' ? `blobs/${layer}` : 'manifests/';
    // A manifest is damaged where it has a body.
    const method = isBody(fault.answer) ? 'GET' : '';
    faults.push({ ...fault, on: `^${method}.*/${name}/${path}` });
  }
  await environment.registry.setFaults(...faults);
  const limited = createLimiter(8);
  playing = new Map(
    rows.map(({ name, way, env }) => {
      const job = { images: [`${ecr}/${name}:1`], way, env: { ...settings, ...env } };
      const played = limited(() => playFault(environment, job));
      played.catch(() => undefined);
      return [name, played];
    }),
  );
}, timeout);
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

test.each(rows)(
  '$title',
  async ({ name, ...end }) => {
    tally(subject, { faults: 1 });
    const played = await playing.get(name);
    if (!played) throw new Error('It was not played.');
    const requests = await environment.registry.requests();
    const heads = requests.filter(
      ({ method, path }) => method === 'HEAD' && path.includes(`/${name}/`),
    );
    expect(heads).toHaveLength(played.pulls);
    expectEnd(subject, played, end, [environment.credentials.secretAccessKey]);
  },
  timeout,
);

function isBody(answer: RegistryFault['fault']['answer']): boolean {
  return ['truncate', 'corrupt', 'drip', 'html'].includes(String(answer));
}

function titleOf({ fault, position, says }: RegistryFault, way: Way): string {
  const times = fault.times === undefined ? '' : `, ${String(fault.times)} times,`;
  const end = says ? 'ends in one error' : 'does not stop the job';
  return `${String(fault.answer)}${times} instead of a ${position} ${end} (by ${way})`;
}

function nameOf({ fault, position }: RegistryFault, way: Way): string {
  return [fault.answer, fault.times ?? 'ever', position, way].join('-');
}
