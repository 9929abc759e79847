import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, stepWays } from './support/fixtures.ts';
import { createRunner } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = (name: string) => `${ecr}/${name}:1`;
const names = ['first', 'second', 'third', 'fourth'];

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  for (const name of names) await environment.seedImage([image(name)], { env: { NAME: name } });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const isLook = /::debug::(docker container inspect|GET \/containers\/[^/]+\/json)/;

// What is late, until the others run that need not wait for it, is the last one to be made.
const cases = stepWays.flatMap((way) => [
  { ...way, late: 'first', order: ['second', 'third', 'fourth', 'first'] },
  { ...way, late: 'second', order: names },
]);

test.each(cases)(
  'services in turn start in order and the job container beside them, image $late late: $way',
  async ({ feature, late, order }) => {
    await environment.registry.setFaults({ on: `/${late}/manifests/`, answer: 503 });
    const env = {
      ...awsIdentity(environment),
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
      RUNNER_DEBUG: '1',
      HOOK_PULL_POLICY: 'always',
      HOOK_SERVICE_STARTS: 'in-turn',
      ...feature,
    };
    const runner = createRunner(environment, { env });
    const [job = '', ...services] = names;
    const running = runner.startPrepare({
      container: { image: image(job) },
      services: Object.fromEntries(
        services.map((name) => [name, { image: image(name), command: 'sleep 1000' }]),
      ),
    });
    const early = order.slice(0, order.indexOf(late));
    const others = names.filter((name) => name !== late);
    const expected = others.map((name) => {
      return `${image(name)} ${early.includes(name) ? 'running' : 'created'}`;
    });
    await waitFor(`all but ${late} are made, and what need not wait runs`, async () => {
      const containers = await environment.docker(
        'ps',
        '--all',
        '--format',
        '{{.Image}} {{.State}}',
      );
      return containers.split('\n').sort().join() === expected.sort().join();
    }).finally(() => environment.registry.setFaults());
    const call = await running.finished;
    expect(call).toMatchObject({ exitCode: 0, stderr: '' });

    const ids = await environment.docker('ps', '--all', '--quiet');
    const format = '{{.State.StartedAt}} {{.Config.Image}}';
    const started = await environment.docker('inspect', '--format', format, ...ids.split('\n'));
    const images = started.split('\n').sort();
    expect(images.map((line) => line.split(' ')[1])).toEqual(order.map(image));

    const position = (what: RegExp) => call.lines.findIndex((line) => what.test(line));
    const isCreate = /::debug::docker create /;
    expect(position(isCreate)).toBeLessThan(position(/::debug::(docker start|POST .*\/start )/));
    // One look at each of them; docker's client looks at all at once.
    const looks = call.lines.filter((line) => isLook.test(line));
    expect([1, names.length]).toContain(looks.length);
    const made = call.lines.filter((line) => isCreate.test(line));
    expect(made.at(-1)).toContain(image(late));
    await runner.cleanupJob();
  },
);

test('a service finds the one before it by name as soon as it runs', async () => {
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  const runner = createRunner(environment, { env });
  const call = await runner.prepareJob({
    services: {
      one: { image: image('second'), command: 'sleep 1000' },
      other: {
        image: image('third'),
        command: 'sh -c "nslookup one && touch /found; exec sleep 1000"',
        options: '--health-cmd "test -e /found" --health-interval 200ms --health-retries 5',
      },
    },
  });
  expect(call.stdout).toContain('Service other is healthy');
  expect(call.exitCode).toBe(0);
  await runner.cleanupJob();
});

test('a job of many services starts without a word of warning', async () => {
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG: dockerConfig(environment, {}) };
  const runner = createRunner(environment, { env });
  const services = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => {
      return [`s${String(index)}`, { image: image('first'), command: 'sleep 1000' }];
    }),
  );
  const call = await runner.prepareJob({ services });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  expect(Object.keys(runner.job.services)).toHaveLength(12);
  await runner.cleanupJob();
});
