import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, dockerConfig, ecr, recordDocker, runnerUser } from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';

const image = `${ecr}/app:1`;

/** Names and values that would matter to a docker client, a shell, a loader or a log. */
const hostile: Record<string, string> = {
  DOCKER_HOST: 'tcp://203.0.113.1:2375',
  DOCKER_CONFIG: '/nowhere',
  DOCKER_CONTEXT: 'nope',
  DOCKER_TLS_VERIFY: '1',
  DOCKER_API_VERSION: '1.1',
  DOCKER_AUTH_CONFIG: '{\n  "auths": {}\n}\n',
  PATH: '/evil\nbin:/bin:/usr/bin',
  HOME: '/evil home',
  LD_PRELOAD: '/evil.so\n',
  LD_LIBRARY_PATH: '/evil',
  GODEBUG: 'evil=1\n',
  HTTPS_PROXY: 'http://203.0.113.1:1\n',
  NODE_OPTIONS: '--evil',
  AWS_REGION: '',
  AWS_ACCESS_KEY_ID: 'key-of-the-workflow',
  RUNNER_TRACKING_ID: 'forged',
  'name with spaces --user 4321': 'x',
  '--user': '4321',
  '-v/:/host': 'x',
  '#comment': 'x',
  "quote'd": `it's "quoted" \\ back\\\\slash $HOME $(id) \`id\``,
  'dash-name.dot': 'x',
  EQUALS: 'a=b==c=',
  EMPTY: '',
  SPACES: '  both ends  ',
  MULTI: '-----BEGIN KEY-----\nline two\n\n-----END KEY-----\n',
  RETURN: 'dos\r\n',
  UNICODE: 'grüße, 日本, 🎉, \u2028',
  COMMAND: '::error::forged\n##[error]forged',
  __proto__x: 'x',
  BIG: 'x'.repeat(100_000),
};

let environment: Environment;
let runner: Runner;
let recorded: ReturnType<typeof recordDocker>;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image]);
  recorded = recordDocker(environment);
  runner = createRunner(environment, {
    user: runnerUser,
    env: {
      ...awsIdentity(environment),
      AWS_REGION: 'us-east-1',
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
      PATH: recorded.path,
    },
  });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** The runner sets HOME of containers by itself. */
const withoutHome = Object.fromEntries(Object.entries(hostile).filter(([name]) => name !== 'HOME'));

/** `NAME=value` entries of a process environment, split at the NULs between them. */
function entries(text: string): Map<string, string> {
  return new Map(
    text
      .split('\0')
      .filter(Boolean)
      .map((entry) => {
        const equals = entry.indexOf('=');
        return [entry.slice(0, equals), entry.slice(equals + 1)];
      }),
  );
}

function expectHostile(environmentOfProcess: Map<string, string>): void {
  for (const [name, value] of Object.entries(hostile)) {
    expect([name, environmentOfProcess.get(name)]).toEqual([name, value]);
  }
}

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

test('every variable of a script step arrives byte for byte', async () => {
  const call = await runner.runScript('cat /proc/$$/environ', { env: hostile });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  expectHostile(entries(call.stdout));
});

test('every variable of a container action arrives byte for byte', async () => {
  const call = await runner.runContainerAction({
    image,
    entrypoint: '/bin/cat',
    args: '/proc/1/environ',
    env: withoutHome,
  });
  expect(call).toMatchObject({ exitCode: 0, stderr: '' });
  const actual = entries(call.stdout.replace(/^::group::.*?::endgroup::\n/s, ''));
  expect(actual.get('HOME')).toBe('/github/home');
  expectHostile(actual.set('HOME', hostile['HOME'] ?? ''));
  expect(actual.has('AWS_SECRET_ACCESS_KEY')).toBe(false);
});

test('none of it touched a docker client on the host', () => {
  for (const { argv, env } of recorded.read()) {
    const seen = entries(env.join('\0'));
    expect(argv.join(' ')).not.toMatch(/evil|4321|BEGIN KEY|forged|of-the-workflow/);
    expect(seen.get('DOCKER_HOST')).toMatch(/^unix:\/\//);
    expect(seen.get('RUNNER_TRACKING_ID')).toMatch(/^github_[0-9a-f-]+$/);
    expect(env.join('\n')).not.toMatch(/evil|4321|BEGIN KEY|forged|key-of-the-workflow/);
  }
});

test('a docker that a step puts on its PATH never runs on the host', async () => {
  const folder = join(runner.folders.work, '_tool/evil');
  mkdirSync(folder);
  writeFileSync(join(folder, 'docker'), '#!/bin/sh\ntouch /tmp/pwned-by-a-step\necho pwned\n', {
    mode: 0o755,
  });
  // Both the path in the container and the one on the host, as $GITHUB_PATH takes any text.
  await runner.runScript(`printf '%s\\n' /__w/_tool/evil '${folder}' >> "$GITHUB_PATH"`);
  const call = await runner.runScript('echo fine; echo "$PATH"');
  expect(call.lines[0]).toBe('fine');
  expect(call.lines[1]).toMatch(new RegExp(`^${folder}:/__w/_tool/evil:`));
});

test('a step reads an empty stdin and ends', async () => {
  expect(await runner.runScript('cat; echo done')).toMatchObject({ exitCode: 0, stdout: 'done\n' });
  const action = await runner.runContainerAction({ image, entrypoint: '/bin/cat' });
  expect(action).toMatchObject({ exitCode: 0 });
});

test.each([
  ['a step', {}],
  ['a step with line breaks in its variables', { MULTI: 'a\nb' }],
])('no output of %s is lost when the runner is slow to read it', async (_what, env) => {
  const HOOK_DOCKER_CONFIG = dockerConfig(environment, {});
  const slow = createRunner(environment, {
    env: { ...awsIdentity(environment), HOOK_DOCKER_CONFIG },
    readAfterMs: 2000,
  });
  await slow.prepareJob({ container: { image } });
  const script = 'i=0; while [ $i -lt 40000 ]; do echo "line $i"; echo "$i" >&2; i=$((i+1)); done';
  const call = await slow.runScript(script, { env });
  expect(call.exitCode).toBe(0);
  expect(call.lines).toHaveLength(40_000);
  expect(call.lines.at(-1)).toBe('line 39999');
  expect(call.stderr.endsWith('\n39999\n')).toBe(true);
  await slow.cleanupJob();
});

test("options cannot copy the runner's identity or what it forwards into a container", async () => {
  const asking = createRunner(environment, {
    env: {
      ...awsIdentity(environment),
      HOOK_DOCKER_CONFIG: dockerConfig(environment, {}),
      HOOK_FORWARD_ENV: 'VAULT_TOKEN, AWS_SECRET_ACCESS_KEY',
      VAULT_TOKEN: 'forwarded',
    },
  });
  const options = '-e VAULT_TOKEN -e AWS_SECRET_ACCESS_KEY -e AWS_ACCESS_KEY_ID';
  expect(await asking.prepareJob({ container: { image, options } })).toMatchObject({ exitCode: 0 });
  const id = String(asking.state?.['container']);
  expect(await environment.docker('inspect', id)).not.toMatch(/VAULT_TOKEN=|AWS_\w+=/);
  await asking.cleanupJob();
});

test.each([
  ['A=B', 'its name is empty or has "="'],
  ['', 'its name is empty or has "="'],
])('refuses the variable name %j with one sentence', async (name, why) => {
  const call = await runner.runScript('echo never', { env: { [name]: 'x' } });
  expect(call.exitCode).toBe(1);
  expect(call.lines).toHaveLength(1);
  expect(call.commands[0]?.text).toContain(why);
});
