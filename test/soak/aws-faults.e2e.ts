/** What AWS does wrong while a job is prepared: there is no token for the registry, or an old one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLimiter } from '../../packages/hooks/src/limiter.ts';
import { installEcrAuth } from '../support/ecr-auth.ts';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { ecr } from '../support/fixtures.ts';
import { waitFor } from '../support/waiting.ts';
import { awsFaults, type AwsFault } from './aws-fault-rows.ts';
import { expectEnd, playFault, type Played, type Way } from './pull-faults.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

const subject = 'AWS faults';
const timeout = sized({ part: 120_000, full: 900_000 });

const rows = awsFaults
  .flatMap((row) =>
    [...row.part, ...sized({ part: [], full: row.full })].map((way) => ({ ...row, way })),
  )
  .map((row, index) => ({ ...row, title: titleOf(row), name: `row-${String(index)}` }));

let environment: Environment;
let path: string;
let playing: Map<string, Promise<Played>>;
beforeAll(async () => {
  environment = await startEnvironment();
  ({ path } = installEcrAuth(environment));
  for (const { name } of rows)
    await environment.seedImage([`${ecr}/${name}:1`], { files: { '/name': name } });
  // Each row has a key of its own, by which its requests are known.
  for (const { name } of rows) await environment.aws.addKey(keyOf(name));
  await environment.aws.setFaults(
    ...rows.map(({ fault, name }) => ({ ...fault, on: `^ecr .* ${keyOf(name).accessKeyId}$` })),
  );
  const limited = createLimiter(6);
  playing = new Map(
    rows.map((row) => {
      const played = limited(() => play(row));
      played.catch(() => undefined);
      return [row.name, played];
    }),
  );
}, timeout);
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

test.each(rows)(
  '$title',
  async ({ name, requests, ...end }) => {
    tally(subject, { faults: 1 });
    const played = await playing.get(name);
    if (!played) throw new Error('It was not played.');
    expectEnd(subject, played, end, [keyOf(name).secretAccessKey]);
    expect(await tokenRequests(keyOf(name).accessKeyId)).toBe(requests);
  },
  timeout,
);

test.each(['ecr-login', 'ecr-auth'] as const)(
  'a token in the cache of %s is all that a job needs while AWS is down',
  async (helper) => {
    const HOME = join(environment.directory, `home-${helper}`);
    mkdirSync(HOME);
    await environment.seedImage([`${ecr}/cached:1`, `${ecr}/cached:2`]);
    const job = { way: 'client', helper, env: { PATH: path, HOME } } as const;
    await environment.aws.setFaults();
    await playFault(environment, { ...job, images: [`${ecr}/cached:1`] });
    await environment.aws.clearRequests();
    tally(subject, { faults: 1 });
    await environment.aws.setFaults({ answer: 'reset' });
    const played = await playFault(environment, { ...job, images: [`${ecr}/cached:2`] });
    expect(await environment.aws.requests()).toEqual([]);
    expectEnd(subject, played, { pulls: 1, within: 40 }, []);
  },
);

test.each(sized<Way[]>({ part: ['socket'], full: ['socket', 'client'] }))(
  'a token that expires between two pulls is replaced, by %s',
  async (way) => {
    const [first, second] = [`first-${way}`, `second-${way}`];
    const images = [`${ecr}/${first}:1`, `${ecr}/${second}:1`];
    const [seeded] = await Promise.all(
      images.map((image) => environment.seedImage([image], { files: { '/name': image } })),
    );
    await environment.aws.setFaults();
    await environment.aws.clearRequests();
    tally(subject, { faults: 1 });
    await environment.registry.setFaults({ on: `/${second}/manifests/`, delayMs: 3000, times: 1 });
    const playing = playFault(environment, { images, way, env: { HOOK_PULL_CONCURRENCY: '1' } });
    const isFirstHere = async () =>
      (await environment.registry.requests()).some(({ path }) =>
        path.endsWith(String(seeded?.layer)),
      );
    await waitFor('the first one comes', isFirstHere, 40_000);
    await environment.aws.expireTokens();
    const played = await playing;
    expectEnd(subject, played, { pulls: 3, announced: 0, within: 60 }, []);
    expect(await environment.aws.requests()).toHaveLength(2);
  },
  timeout,
);

function play({ name, helper, way, env }: (typeof rows)[number]): Promise<Played> {
  const { accessKeyId, secretAccessKey } = keyOf(name);
  const identity = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const PATH = helper === 'ecr-auth' ? path : environment.path;
  const images = [`${ecr}/${name}:1`];
  return playFault(environment, { images, way, helper, env: { PATH, ...identity, ...env } });
}

/** Up to the diagnosis, which asks first who it is. */
async function tokenRequests(key: string): Promise<number> {
  const requests = (await environment.aws.requests()).filter(
    ({ accessKeyId }) => accessKeyId === key,
  );
  const diagnosis = requests.findIndex(({ service }) => service === 'sts');
  return diagnosis < 0 ? requests.length : diagnosis;
}

function keyOf(name: string) {
  const id = name.replace('row-', '').padStart(16, 'A');
  return { accessKeyId: `AKIA${id}`, secretAccessKey: `secret-of-${name}` };
}

function titleOf({ fault, helper, way, says }: AwsFault & { way: Way }): string {
  const times = fault.times === undefined ? '' : `, ${String(fault.times)} times,`;
  const end = says ? 'ends in one error' : 'does not stop the job';
  return `${String(fault.answer)}${times} instead of a token for ${helper} ${end} (by ${way})`;
}
