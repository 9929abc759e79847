/** Registries whose name or certificate is wrong while a job is prepared. */
import { afterAll, beforeAll, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { addresses } from '../support/hosts.ts';
import { pathsIn } from '../support/paths.ts';
import { waitFor } from '../support/waiting.ts';
import { expectEnd, playFault, type End, type Way } from './pull-faults.ts';
import { settings } from './registry-fault-rows.ts';
import { sized } from './size.ts';
import { tally } from './tally.ts';

const subject = 'registry faults';
const ways = sized<Way[]>({ part: ['socket'], full: ['socket', 'client'] });

/** The API of AWS that gives tokens for it is there. */
const unknown = '999988887777.dkr.ecr.us-east-1.amazonaws.com';
const lost: Record<Way, string> = {
  socket: '210987654321.dkr.ecr.eu-central-1.amazonaws.com',
  client: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
};
const foreign = '444455556666.dkr.ecr.us-west-2.amazonaws.com';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  for (const way of ways) {
    await editHosts(`/${lost[way]}/d`);
    const references = [`${foreign}/${way}:1`, `${lost[way]}/${way}:1`];
    await environment.seedImage(references, { files: { '/name': way } });
  }
  await environment.registry.distrust(foreign);
  // docker may have read /etc/hosts before, and does so again after five seconds (Go, `net/hosts.go`).
  await sleep(6000);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

async function play(host: string, way: Way, end: End, env: Record<string, string> = {}) {
  tally(subject, { faults: 1 });
  const job = { images: [`${host}/${way}:1`], way, env: { ...settings, ...env } };
  const played = await playFault(environment, job);
  const secrets = [environment.credentials.secretAccessKey];
  return () => {
    expectEnd(subject, played, end, secrets);
  };
}

const editHosts = (command: string) =>
  environment.run(['busybox', 'sed', '-i', command, '/etc/hosts'], {
    env: { PATH: environment.path },
  });

test.each(ways)('a certificate of an unknown authority fails at once, by %s', async (way) => {
  const says =
    /^docker pull \S+ failed: .*x509: .* The docker daemon does not trust the registry's certificate/;
  (await play(foreign, way, { says, pulls: 1, within: 25 }))();
});

test.each(ways)('a name that is not there is tried again for a while, by %s', async (way) => {
  const says = /^docker pull \S+ failed: .*lookup 999988887777.* It was tried several times/;
  (await play(unknown, way, { says, within: 28 }))();
});

test.each(ways)(
  'a name that is back stops no job, by %s',
  async (way) => {
    const host = lost[way];
    const playing = play(host, way, { within: 110 }, { HOOK_PULL_RETRY_TIMEOUT: '90' });
    const log = join(pathsIn(environment.directory).logs, 'dockerd.log');
    const isMissed = () => readFileSync(log, 'utf8').includes(`lookup ${host}`);
    await waitFor('docker has missed it', isMissed, 60_000);
    await editHosts(`$a ${addresses.registry} ${host}`);
    (await playing)();
  },
  180_000,
);
