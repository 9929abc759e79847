import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askService } from './support/ask-service.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, pongServer } from './support/fixtures.ts';
import { projectFolder } from './support/project.ts';
import { createRunner, type Runner } from './support/runner.ts';

const image = `${ecr}/app:1`;
const server = `${ecr}/team/redis:7`;
const imagePath = '/image/bin:/bin';
/** Where docker searches by default: GitHub's hook does not keep the PATH of the image. */
const dockersPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
type State = Record<string, unknown>;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], { env: { PATH: imagePath } });
  await environment.seedImage([server], { cmd: pongServer });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** A job with a container and a service, prepared by this build. */
async function preparedJob(): Promise<Runner> {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const runner = createRunner(environment, {
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG },
  });
  const job = { container: { image }, services: { cache: { image: server } } };
  expect(await runner.prepareJob(job)).toMatchObject({ exitCode: 0 });
  return runner;
}

/** The fields that a release knows, as its own fixture has them (packages/hooks/test/states). */
function shapeOf(name: string, state: State): State {
  const file = join(projectFolder(), `packages/hooks/test/states/${name}.json`);
  const known = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
  return Object.fromEntries(known.map((field) => [field, state[field]]));
}

/** Everything of docker's that has a label of the hook. */
async function left(): Promise<string> {
  const label = ['--quiet', '--filter', 'label=ecr-runner-hooks.runner'];
  const lists = [
    ['ps', '--all'],
    ['network', 'ls'],
    ['image', 'ls'],
  ];
  return (await Promise.all(lists.map((list) => environment.docker(...list, ...label)))).join('');
}

test.each<[string, (state: State) => State, string?]>([
  ['0.1.0 wrote', (state) => shapeOf('0.1.0', state)],
  ["GitHub's hook would write", (state) => shapeOf('github-hook', state), dockersPath],
  ['an unknown version wrote', (state) => ({ ...state, version: 99, container: 'elsewhere' })],
  ['is in an unknown shape', () => ({ version: 2, job: { containers: ['elsewhere'] } })],
])(
  'a job whose state %s goes on to its end and leaves nothing',
  async (_what, rewrite, path = imagePath) => {
    const runner = await preparedJob();
    const prepared = runner.state ?? {};
    runner.state = rewrite(prepared);
    expect(runner.state).not.toEqual(prepared);

    const first = await runner.runScript('hostname; echo /added >> "$GITHUB_PATH"');
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(String(prepared['container'])).toContain(first.stdout.trim());
    const second = await runner.runScript(`echo "$PATH"; ${askService('cache')}; exit 7`);
    expect(second).toMatchObject({ exitCode: 7, stderr: '' });
    expect(second.stdout).toBe(`/added:${path}\nPONG\n`);

    const action = await runner.runContainerAction({ image, args: 'nc cache 6379' });
    expect(action).toMatchObject({ exitCode: 0 });
    expect(action.lines.at(-1)).toBe('PONG');

    const folder = join(runner.folders.workspace, 'action');
    expect(await runner.runScript('mkdir action')).toMatchObject({ exitCode: 0 });
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nCMD ["nc", "cache", "6379"]\n`);
    const built = await runner.runContainerAction({ dockerfile: join(folder, 'Dockerfile') });
    expect(built.lines.at(-1)).toBe('PONG');

    expect(await left()).not.toBe('');
    expect(await runner.cleanupJob()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await left()).toBe('');
  },
);
