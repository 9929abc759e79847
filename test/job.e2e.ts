import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askService } from './support/ask-service.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import {
  awsIdentity,
  dockerConfig,
  ecr,
  pongServer,
  recordDocker,
  runnerUser,
  stepWays,
} from './support/fixtures.ts';
import { createRunner, type Runner } from './support/runner.ts';
import { plant } from './support/secrets/planted.ts';

const image = `${ecr}/app:1`;
const cache = `${ecr}/team/redis:7`;
const database = `${ecr}/postgres:16`;

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([image], { env: { PATH: '/opt/a=b:/bin:/usr/bin' } });
  await environment.seedImage([cache], { cmd: pongServer });
  await environment.seedImage([database], {
    cmd: ['sh', '-c', 'echo ::error::forged; sleep 1; touch /ready; sleep 1000'],
    healthcheck: { test: ['CMD', 'test', '-e', '/ready'], intervalMs: 300, retries: 20 },
  });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const [overSocket, byDocker] = stepWays;

const variants = [
  { node: 'node20', user: { uid: 0, gid: 0 }, cli: 'the newest docker', ...overSocket },
  { node: 'node24', user: { uid: 0, gid: 0 }, cli: "Debian's docker", ...byDocker },
  { node: 'node20', user: runnerUser, cli: "Debian's docker", ...overSocket },
  { node: 'node24', user: runnerUser, cli: 'the newest docker', ...byDocker },
] as const;

describe.each(variants)(
  'a whole job on $node as uid $user.uid with $cli, steps $way',
  ({ node, user, cli, way, feature }) => {
    let runner: Runner;
    const debianFirst = (path: string) => ['/usr/bin', ...path.split(':')].join(':');
    let recorded: ReturnType<typeof recordDocker>;
    let config: string;

    beforeAll(async () => {
      await environment.aws.clearRequests();
      await environment.registry.clearRequests();
      const path = cli === "Debian's docker" ? debianFirst(environment.path) : environment.path;
      recorded = recordDocker(environment, path);
      config = dockerConfig(environment, { credHelpers: { [ecr]: 'ecr-login' } });
      const settings = { HOOK_DOCKER_CONFIG: config, PATH: recorded.path, ...feature };
      const env = { ...awsIdentity(environment), ...settings };
      runner = createRunner(environment, { node, user, env, name: `runner-${node}-${user.uid}` });
    });

    test('starts the job container and the services, and ignores stale credentials', async () => {
      const stale = { username: 'AWS', password: plant('registry password') };
      const call = await runner.prepareJob({
        container: { image, env: { GREETING: 'hello' }, options: '--cpus 1', credentials: stale },
        services: {
          cache: { image: cache, ports: ['6379'] },
          database: { image: database, options: '--network-alias db', credentials: stale },
        },
      });
      expect(call).toMatchObject({ exitCode: 0, stderr: '' });
      expect(call.commands.filter(({ name }) => name === 'notice')).toEqual([
        {
          name: 'notice',
          text: `This runner authenticates to ${ecr} by itself. The workflow's credentials for it are not used and can be deleted: jobs.build.container.credentials, jobs.build.services.database.credentials.`,
        },
      ]);
      expect(runner.job.services['cache']?.ports).toEqual({
        '6379': expect.stringMatching(/^\d+$/),
      });
      expect(runner.job.services['database']?.ports).toEqual({});
      const [state] = JSON.parse(
        await environment.docker('inspect', String(runner.state?.['container'])),
      ) as [{ Config: { WorkingDir: string; Env: string[] } }];
      expect(state.Config.WorkingDir).toBe('/__w/hello/hello');
      expect(state.Config.Env).toEqual(
        expect.arrayContaining(['GREETING=hello', 'CI=true', 'GITHUB_ACTIONS=true']),
      );
    });

    test('runs script steps in it, which reach the services by name', async () => {
      const script = `echo "$GREETING from $PWD"; ${askService('cache')}; ping -c1 database >&2; ping -c1 db >&2`;
      const call = await runner.runScript(script);
      expect(call.stderr.match(/1 packets received/g)).toHaveLength(2);
      expect(call.lines).toEqual(['hello from /__w/hello/hello', 'PONG']);
      expect(call.exitCode).toBe(0);
    });

    test("ends a step with the step's own exit code and nothing else", async () => {
      expect(await runner.runScript('echo out; exit 42')).toMatchObject({
        exitCode: 42,
        stdout: 'out\n',
        stderr: '',
      });
    });

    test('carries $GITHUB_ENV and $GITHUB_PATH from step to step', async () => {
      const tools = join(runner.folders.work, '_tool/my tools');
      mkdirSync(tools, { recursive: true });
      writeFileSync(join(tools, 'greet'), '#!/bin/sh\necho greetings\n', { mode: 0o755 });
      await runner.runScript(
        'echo "/__w/_tool/my tools" >> "$GITHUB_PATH"; printf "MULTI<<EOF\\na\\nb\\nEOF\\n" >> "$GITHUB_ENV"',
      );
      const call = await runner.runScript('greet; echo "$PATH"; echo "$MULTI"');
      expect(call.lines).toEqual([
        'greetings',
        '/__w/_tool/my tools:/opt/a=b:/bin:/usr/bin',
        'a',
        'b',
      ]);
    });

    test('runs an image action in the network of the job', async () => {
      const call = await runner.runContainerAction({
        image,
        entrypoint: '/bin/sh',
        args: ['-c', 'echo "$1" "$PWD"; nc cache 6379', 'sh', `it's "here"`],
      });
      expect(call.lines.slice(-2)).toEqual([`it's "here" /github/workspace`, 'PONG']);
      expect(call.exitCode).toBe(0);
    });

    test('builds and runs a Dockerfile action with a private base image', async () => {
      const action = join(runner.folders.work, '_actions/octo/greet action');
      mkdirSync(action, { recursive: true });
      writeFileSync(
        join(action, 'Dockerfile'),
        `FROM ${image}\nENV WHO=world\nENTRYPOINT ["/bin/sh", "-c"]\n`,
      );
      const call = await runner.runContainerAction({
        dockerfile: join(action, 'Dockerfile'),
        args: ['echo hello $WHO $INPUT_X; exit 7'],
        env: { INPUT_X: 'and you' },
      });
      expect(call.lines.at(-1)).toBe('hello world and you');
      expect(call.exitCode).toBe(7);
    });

    test('cleans up, with the logs of the services and without obeying them', async () => {
      const call = await runner.cleanupJob();
      expect(call).toMatchObject({ exitCode: 0, stderr: '' });
      const groups = call.commands.filter(({ name }) => name === 'group').map(({ text }) => text);
      // The other service has written nothing.
      expect(groups).toEqual(['Service container logs: database']);
      expect(call.stdout).toContain('::error::forged');
      expect(call.commands.map(({ name }) => name)).not.toContain('error');
      const mine = ['--filter', 'label=ecr-runner-hooks.runner'];
      expect(await environment.docker('ps', '--all', '--quiet', ...mine)).toBe('');
      expect(await environment.docker('network', 'ls', '--quiet', ...mine)).toBe('');
      expect(await environment.docker('image', 'ls', '--quiet', ...mine)).toBe('');
      expect(readdirSync(runner.folders.temp).join()).not.toContain('ecr-runner-hooks');
    });

    test('used tokens of the runner and never logged in', async () => {
      const commands = recorded.read().map(({ argv }) => argv[0]);
      expect(commands).not.toContain('login');
      const isByDocker = way === byDocker.way;
      expect(['pull', 'exec'].map((name) => commands.includes(name))).toEqual([
        isByDocker,
        isByDocker,
      ]);
      const tokens = await environment.aws.requests();
      expect(tokens.map(({ operation }) => operation)).toContain('GetAuthorizationToken');
      const pulls = await environment.registry.requests();
      const manifests = pulls.filter(
        ({ path, status }) => path.includes('/manifests/') && status === 200,
      );
      expect(new Set(manifests.map(({ user: name }) => name))).toEqual(new Set(['AWS']));
      expect(readdirSync(config)).toEqual(['config.json']);
    });

    test('kept the AWS identity out of every container and every value out of argv', async () => {
      const processes = recorded.read();
      const { accessKeyId, secretAccessKey } = environment.credentials;
      const argv = JSON.stringify(processes.map((process) => process.argv));
      const values = [plant('registry password'), 'hello', 'and you'];
      for (const secret of [accessKeyId, secretAccessKey, ...values]) {
        expect(argv).not.toContain(`=${secret}`);
      }
      const withIdentity = processes.filter(({ env }) =>
        env.some((entry) => entry.startsWith('AWS_')),
      );
      expect(new Set(withIdentity.map((process) => process.argv[0]))).toEqual(
        new Set(way === byDocker.way ? ['pull', 'build'] : ['build']),
      );
    });
  },
);
