import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { ecr, stepWays } from './support/fixtures.ts';
import { createEcrRunner } from './support/image-job.ts';
import { daemonTime, isInFront, serviceEvents } from './support/service-events.ts';
import { waitFor } from './support/waiting.ts';

const [image, knowing] = [`${ecr}/app:1`, `${ecr}/knowing:1`];
const rounds = 3;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  await environment.seedImage([knowing], { env: { SERVER: 'second' }, volumes: ['/data'] });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const patient = { image, command: 'sleep 1000' };
const server = { image, entrypoint: 'sh', command: '-c "exec nc -ll -p 7000 -e echo hello"' };

/** Connects to a server once, and says what came of it. */
const client = (name: string) => ({
  image,
  entrypoint: 'sh',
  command: `-c "nc ${name} 7000 </dev/null || echo refused; exec sleep 1000"`,
});

/** A service that asks the server, and from where it knows its name. */
const knowings = {
  'its own env': () => ({ ...client('$SERVER'), env: { SERVER: 'second' } }),
  'the env of its image': () => ({ ...client('$SERVER'), image: knowing }),
  'a file that is mounted': () => {
    const file = join(environment.directory, 'server');
    writeFileSync(file, 'second');
    return { ...client('$(cat /server)'), options: `--volume ${file}:/server:ro` };
  },
};

const cases = stepWays.flatMap((way) =>
  Object.entries(knowings).map(([where, service]) => ({ ...way, where, service })),
);

test.each(cases)(
  'a service finds one running that it knows from $where, others overlap: $way',
  async ({ feature, service }) => {
    const runner = createEcrRunner(environment, feature);
    let overlaps = 0;
    for (let round = 0; round < rounds; round += 1) {
      const services = { first: patient, second: server, third: service(), fourth: patient };
      const since = await daemonTime(environment);
      expect(await runner.prepareJob({ services })).toMatchObject({ exitCode: 0, stderr: '' });
      const events = await serviceEvents(environment, runner, since);
      expect(isInFront('start second', 'connect third', events)).toBe(true);
      const logs = () => environment.docker('logs', runner.job.services['third']?.id ?? '');
      await waitFor('the third one has called', async () => (await logs()) !== '');
      expect(await logs()).toBe('hello');
      overlaps += Number(isInFront('connect second', 'start first', events));
      overlaps += Number(isInFront('connect fourth', 'start third', events));
      await runner.cleanupJob();
    }
    expect(overlaps).toBeGreaterThan(0);
  },
);

test.each(stepWays)('volumes of its image alone let a service overlap: $way', async (way) => {
  const runner = createEcrRunner(environment, way.feature);
  let overlaps = 0;
  for (let round = 0; round < rounds; round += 1) {
    const since = await daemonTime(environment);
    const services = { first: patient, other: { ...patient, image: knowing } };
    expect(await runner.prepareJob({ services })).toMatchObject({ exitCode: 0 });
    const events = await serviceEvents(environment, runner, since);
    overlaps += Number(isInFront('connect other', 'start first', events));
    await runner.cleanupJob();
  }
  expect(overlaps).toBeGreaterThan(0);
});
