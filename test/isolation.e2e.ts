import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, recordDocker } from './support/fixtures.ts';
import { runnerUser, stepWays } from './support/fixtures.ts';
import { entries, hostile, withoutHome } from './support/hostile-variables.ts';
import { createRunner, type Runner } from './support/runner.ts';

const image = `${ecr}/app:1`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

function newRunner(env: Record<string, string>, readAfterMs = 0): Runner {
  return createRunner(environment, {
    user: runnerUser,
    env: {
      ...awsIdentity(environment),
      AWS_REGION: 'us-east-1',
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
      ...env,
    },
    readAfterMs,
  });
}

function expectHostile(environmentOfProcess: Map<string, string>): void {
  for (const [name, value] of Object.entries(hostile)) {
    expect([name, environmentOfProcess.get(name)]).toEqual([name, value]);
  }
}

function expectUntouched(clients: ReturnType<typeof recordDocker>): void {
  for (const { argv, env } of clients.read()) {
    const seen = entries(env.join('\0'));
    expect(argv.join(' ')).not.toMatch(/evil|4321|BEGIN KEY|forged|of-the-workflow/);
    expect(seen.get('DOCKER_HOST')).toMatch(/^unix:\/\//);
    expect(seen.get('RUNNER_TRACKING_ID')).toMatch(/^github_[0-9a-f-]+$/);
    expect(env.join('\n')).not.toMatch(/evil|4321|BEGIN KEY|forged|key-of-the-workflow/);
  }
}

describe.each(stepWays)('containers of a runner whose steps run $way', ({ way, feature }) => {
  let runner: Runner;
  let recorded: ReturnType<typeof recordDocker>;
  beforeAll(() => {
    recorded = recordDocker(environment);
    runner = newRunner({ PATH: recorded.path, ...feature });
  });
  afterAll(() => runner.cleanupJob().then(() => undefined));

  test('every variable of a job container arrives byte for byte', async () => {
    expect(await runner.prepareJob({ container: { image, env: withoutHome } })).toMatchObject({
      exitCode: 0,
    });
    const id = String(runner.state?.['container']);
    const [state] = JSON.parse(await environment.docker('inspect', id)) as [
      { Config: { Env: string[] } },
    ];
    const actual = entries(state.Config.Env.join('\0'));
    expectHostile(actual.set('HOME', hostile['HOME'] ?? ''));
    expect([...actual.keys()].filter((name) => name.startsWith('AWS_'))).toEqual([
      'AWS_REGION',
      'AWS_ACCESS_KEY_ID',
    ]);
  });

  test('every variable of a container action arrives byte for byte', async () => {
    const call = await runner.runContainerAction({
      image,
      entrypoint: '/bin/cat',
      args: '/proc/1/environ',
      // It prints them all, and the runner's own token is a secret.
      env: { ...withoutHome, ACTIONS_RUNTIME_TOKEN: 'shown' },
    });
    expect(call).toMatchObject({ exitCode: 0, stderr: '' });
    const actual = entries(call.stdout.replace(/^::group::.*?::endgroup::\n/s, ''));
    expect(actual.get('HOME')).toBe('/github/home');
    expectHostile(actual.set('HOME', hostile['HOME'] ?? ''));
    expect(actual.has('AWS_SECRET_ACCESS_KEY')).toBe(false);
  });

  test('none of it touched a docker client on the host', () => {
    expect(recorded.read().length > 0).toBe(way === 'by docker exec');
    expectUntouched(recorded);
  });

  test('a container action reads an empty stdin and ends', async () => {
    const action = await runner.runContainerAction({ image, entrypoint: '/bin/cat' });
    expect(action).toMatchObject({ exitCode: 0 });
  });
});

describe.each(stepWays)('a script step $way', ({ way, feature }) => {
  let step: Runner;
  let clients: ReturnType<typeof recordDocker>;
  beforeAll(async () => {
    clients = recordDocker(environment);
    step = newRunner({ PATH: clients.path, ...feature });
    expect(await step.prepareJob({ container: { image } })).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => step.cleanupJob().then(() => undefined));

  test('gets every variable byte for byte', async () => {
    const call = await step.runScript('cat /proc/$$/environ', { env: hostile });
    expect(call).toMatchObject({ exitCode: 0, stderr: '' });
    expectHostile(entries(call.stdout));
  });

  test('a docker that a step puts on its PATH never runs on the host', async () => {
    const folder = join(step.folders.work, '_tool/evil');
    mkdirSync(folder);
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\ntouch /tmp/pwned-by-a-step\necho pwned\n', {
      mode: 0o755,
    });
    // Both the path in the container and the one on the host, as $GITHUB_PATH takes any text.
    await step.runScript(`printf '%s\\n' /__w/_tool/evil '${folder}' >> "$GITHUB_PATH"`);
    const call = await step.runScript('echo fine; echo "$PATH"; exit 3');
    expect(call).toMatchObject({ exitCode: 3, stderr: '' });
    expect(call.lines).toEqual([
      'fine',
      expect.stringMatching(new RegExp(`^${folder}:/__w/_tool/evil:`)),
    ]);
    const dockerfile = join(step.folders.work, '_actions/Dockerfile');
    mkdirSync(dirname(dockerfile), { recursive: true });
    writeFileSync(dockerfile, `FROM ${image}\nENTRYPOINT ["true"]\n`);
    const action = await step.runContainerAction({ dockerfile });
    expect(action).toMatchObject({ exitCode: 0 });
    expect(action.stdout + action.stderr).not.toContain('pwned');
    expect(clients.read().map(({ argv }) => argv[0])).toContain('build');
  });

  test('reads an empty stdin and ends', async () => {
    expect(await step.runScript('cat; echo done')).toMatchObject({ exitCode: 0, stdout: 'done\n' });
  });

  test.each([
    ['A=B', 'its name is empty or has "="'],
    ['', 'its name is empty or has "="'],
  ])('is refused the variable name %j with one sentence', async (name, why) => {
    const call = await step.runScript('echo never', { env: { [name]: 'x' } });
    expect(call.exitCode).toBe(1);
    expect(call.lines).toHaveLength(1);
    expect(call.commands[0]?.text).toContain(why);
  });

  test('touched no docker client on the host', () => {
    const { length } = clients.read().filter(({ argv }) => argv[0] === 'exec');
    expect(length > 0).toBe(way === 'by docker exec');
    expectUntouched(clients);
  });

  test('loses no output when the runner is slow to read it', async () => {
    const slow = newRunner(feature, 2000);
    await slow.prepareJob({ container: { image } });
    const script =
      'i=0; while [ $i -lt 40000 ]; do echo "line $i"; echo "$i" >&2; i=$((i+1)); done';
    // With a line break in a variable a docker process reaches the daemon through a relay.
    for (const env of [{}, { MULTI: 'a\nb' }]) {
      const call = await slow.runScript(script, { env });
      expect(call.exitCode).toBe(0);
      expect(call.lines).toHaveLength(40_000);
      expect(call.lines.at(-1)).toBe('line 39999');
      expect(call.stderr.endsWith('\n39999\n')).toBe(true);
    }
    await slow.cleanupJob();
  });
});

test("options cannot copy the runner's identity or what it forwards into a container", async () => {
  const asking = newRunner({
    HOOK_FORWARD_ENV: 'VAULT_TOKEN, AWS_SECRET_ACCESS_KEY',
    VAULT_TOKEN: 'forwarded',
  });
  const options = '-e VAULT_TOKEN -e AWS_SECRET_ACCESS_KEY -e AWS_ACCESS_KEY_ID';
  expect(await asking.prepareJob({ container: { image, options } })).toMatchObject({ exitCode: 0 });
  const id = String(asking.state?.['container']);
  expect(await environment.docker('inspect', id)).not.toMatch(/VAULT_TOKEN=|AWS_\w+=/);
  await asking.cleanupJob();
});
