import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askService } from './support/ask-service.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './support/fixtures.ts';
import { createRunner, type Runner, type RunnerOptions } from './support/runner.ts';
import { waitFor } from './support/waiting.ts';

const image = `${ecr}/app:1`;
const alpine = `${ecr}/alpine:1`;
const server = `${ecr}/team/redis:7`;
const glibc = `${ecr}/glibc:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], {
    healthcheck: { test: ['CMD', 'false'], intervalMs: 100, retries: 1 },
  });
  await environment.seedImage([alpine], {
    files: { '/etc/os-release': 'NAME="Alpine"\nID="alpine"\n' },
  });
  await environment.seedImage([server], { cmd: pongServer, exposed: ['6379/tcp'] });
  await environment.seedImage([glibc], { librariesOf: [process.execPath] });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(options: RunnerOptions = {}): Runner {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const env = { ...awsIdentity(environment), HOOK_DOCKER_CONFIG, ...options.env };
  return createRunner(environment, { ...options, env });
}

const count = async (...filter: string[]) =>
  (await environment.docker('ps', '--all', '--quiet', ...filter)).split('\n').filter(Boolean)
    .length;

test('mounts what the workflow says: spaces, modes, anonymous and named volumes', async () => {
  const runner = newRunner();
  const source = join(environment.directory, 'two words');
  mkdirSync(source);
  writeFileSync(join(source, 'file'), 'content');
  const volumes = [
    `${source}:/in put:ro`,
    'named:/named',
    '/anonymous',
    '/sealed:ro',
    `${source}:/shared:ro,z`,
  ];
  const call = await runner.prepareJob({ container: { image, volumes } });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  const script = `cat "/in put/file"; for d in "/in put" /named /anonymous /sealed /shared; do touch "$d/x" 2>/dev/null && echo "$d writable"; done`;
  const step = await runner.runScript(script);
  expect(step.stdout).toBe('content/named writable\n/anonymous writable\n/sealed writable\n');
  await runner.cleanupJob();
  expect(await environment.docker('volume', 'ls', '--quiet')).toBe('named');
});

test("keeps the job container alive whatever its health check and the user's entrypoint say", async () => {
  const runner = newRunner();
  const options = `--entrypoint /bin/false --health-cmd 'exit 1' --label "x=two words"`;
  expect(await runner.prepareJob({ container: { image, options } })).toMatchObject({ exitCode: 0 });
  expect(await runner.runScript('echo alive')).toMatchObject({ exitCode: 0, stdout: 'alive\n' });
  await runner.cleanupJob();
});

test.each([
  [image, false],
  [alpine, process.arch === 'x64'],
])('%s: isAlpine is %s', async (reference, isAlpine) => {
  const runner = newRunner();
  expect(await runner.prepareJob({ container: { image: reference } })).toMatchObject({
    exitCode: 0,
  });
  expect(runner.job.isAlpine).toBe(isAlpine);
  await runner.cleanupJob();
});

test('runs a JavaScript action with the node of the runner in it', async () => {
  const runner = newRunner();
  const action = join(runner.folders.work, '_actions/octo/act/v1');
  mkdirSync(action, { recursive: true });
  writeFileSync(
    join(action, 'index.js'),
    'console.log(process.version.split(".")[0], process.env.INPUT_WHO, process.env.GITHUB_WORKSPACE); process.exit(5);',
  );
  expect(await runner.prepareJob({ container: { image: glibc } })).toMatchObject({ exitCode: 0 });
  const call = await runner.runJsAction(join(action, 'index.js'), { inputs: { who: 'me' } });
  expect(call).toMatchObject({ exitCode: 5, stdout: 'v20 me /__w/hello/hello\n', stderr: '' });
  await runner.cleanupJob();
});

test('a job with services only gets them on the host', async () => {
  const runner = newRunner();
  const services = {
    first: { image: server, ports: ['6379'] },
    second: { image: server, ports: ['8098:6379', '8098:6379/udp'] },
  };
  const call = await runner.prepareJob({ services });
  expect(call.exitCode).toBe(0);
  expect(call.stdout).toContain(
    `Service ${server} is reachable as first (its name in the workflow)\n`,
  );
  expect(call.stdout).toContain(
    `Service ${server} is reachable as second (its name in the workflow)\n`,
  );
  expect(runner.job.container).toBeUndefined();
  expect(runner.job.services['second']?.ports).toEqual({ '6379': '8098' });
  const port = runner.job.services['first']?.ports['6379'] ?? '';
  const answer = await environment.run(['busybox', 'sh', '-c', askService('127.0.0.1', port)], {
    env: { PATH: environment.path },
  });
  expect(answer.stdout).toBe('PONG\n');
  await runner.cleanupJob();
});

test('runs a container action of a job that has no containers and leaves nothing', async () => {
  const runner = newRunner();
  const action = await runner.runContainerAction({ image, args: 'echo "from args" it\'s' });
  expect(action.lines.at(-1)).toBe("from args it's");
  const folder = join(runner.folders.workspace, 'action');
  mkdirSync(folder);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nCMD ["echo", "built"]\n`);
  const built = await runner.runContainerAction({ dockerfile: join(folder, 'Dockerfile') });
  expect(built.lines.at(-1)).toBe('built');
  expect(await environment.docker('image', 'ls', '--quiet', 'ecr-runner-hooks')).toBe('');
  expect(await count()).toBe(0);
});

test('runs ten background steps at once, each with its own values', async () => {
  const runner = newRunner();
  await runner.prepareJob({ container: { image } });
  const steps = Array.from({ length: 10 }, (_, index) =>
    runner.runScript('echo "$WHO"; printf "%s\\n" "$MULTI"; exit "$CODE"', {
      env: { WHO: `step ${String(index)}`, MULTI: `a\n${String(index)}`, CODE: String(index) },
    }),
  );
  for (const [index, call] of (await Promise.all(steps)).entries()) {
    expect(call).toMatchObject({
      exitCode: index,
      stdout: `step ${String(index)}\na\n${String(index)}\n`,
    });
  }
  await runner.cleanupJob();
});

test('says that the job container died while a step ran', async () => {
  const runner = newRunner();
  await runner.prepareJob({ container: { image } });
  const running = runner.startScript('echo started; sleep 1000');
  const id = String(runner.state?.['container']);
  await waitFor('the step runs', async () =>
    (await environment.docker('top', id)).includes('sleep 1000'),
  );
  await environment.docker('kill', id);
  const call = await running.finished;
  expect(call.exitCode).toBe(137);
  expect(call.commands).toEqual([
    {
      name: 'error',
      text: 'The job container has stopped while the step ran. Something killed it, or the docker daemon was restarted.',
    },
  ]);
  await runner.cleanupJob();
});

test('an unhealthy service fails the job at once and shows what it wrote', async () => {
  const runner = newRunner();
  const call = await runner.prepareJob({
    services: {
      cache: {
        image: server,
        command: `sh -c "echo ::error::own; sleep 60"`,
        options: '--health-cmd false --health-interval 200ms --health-retries 2',
      },
    },
  });
  expect(call.exitCode).toBe(1);
  const errors = call.commands.filter(({ name }) => name === 'error').map(({ text }) => text);
  expect(errors).toEqual([
    expect.stringMatching(/^Service cache is unhealthy: the last probe exited with code 1\./),
  ]);
  expect(call.stdout).toContain('::error::own');
  expect(await count()).toBe(0);
});
