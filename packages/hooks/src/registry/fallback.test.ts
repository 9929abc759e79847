import { afterAll, expect, test } from '@jest/globals';
import { createHelperBench, ecr, registry } from '../../test/helper-bench.ts';
import type { Answer } from '../../test/support.ts';

const refused = 'Error response from daemon: Head "https://x/v2/": no basic auth credentials';
const bench = createHelperBench();
const { prepare } = bench;
afterAll(() => {
  bench[Symbol.dispose]();
});

/** The registry takes nothing but what the workflow gives. */
const helperFails: Answer[] = [
  { when: ['docker', 'pull'], whenConfig: 'auths":{"123', stdout: 'Status: Downloaded' },
  { when: ['docker', 'pull'], stderr: refused, exitCode: 1 },
  {
    when: ['docker', 'image', 'inspect'],
    stdout: '[{"Os":"linux","Architecture":"amd64","Size":7}]',
  },
];

test('what the helper could not get is pulled once with the credentials of the workflow', async () => {
  const { exitCode, calls, output, event } = await prepare([{ image: `${ecr}/app:1`, registry }], {
    answers: helperFails,
  });
  expect(exitCode).toBe(0);
  const pulls = calls.filter(({ argv }) => argv[0] === 'pull');
  expect(pulls.at(-1)?.config).toEqual({
    auths: { [ecr]: { auth: Buffer.from('AWS:stale-token').toString('base64') } },
    credHelpers: { [ecr]: '' },
  });
  expect(calls.map(({ argv }) => argv[0])).not.toContain('login');
  expect(output).toContain(
    `::warning::${ecr}/app:1 was pulled with the credentials of the workflow, as those of the runner failed (HOOK_CREDENTIALS_FALLBACK). ${ecr}/app:1 could not be pulled: docker-credential-ecr-login has no credentials for ${ecr}`,
  );
  expect(event).toMatchObject({ outcome: 'success', fallbacks: 1, images: 1, bytes: 7 });
  expect(bench.leftovers()).toEqual([]);
});

test.each([
  ['it is off', [{ image: `${ecr}/app:1`, registry }], { HOOK_CREDENTIALS_FALLBACK: 'off' }],
  ['the workflow has no credentials', [{ image: `${ecr}/app:1` }], {}],
  ['the workflow has half of them', [{ image: `${ecr}/app:1`, registry: { username: 'AWS' } }], {}],
])('there is none when %s', async (_when, images, env) => {
  const { exitCode, calls, output, event } = await prepare(images, { env, answers: helperFails });
  expect(exitCode).toBe(1);
  expect(JSON.stringify(calls)).not.toContain('"auths"');
  expect(output).toContain(
    `::error::${ecr}/app:1 could not be pulled: docker-credential-ecr-login`,
  );
  expect(event).toMatchObject({ outcome: 'hook-failed', errorClass: 'auth' });
  expect(event).not.toHaveProperty('fallbacks');
});

test('is no help for what credentials cannot mend', async () => {
  const { exitCode, calls } = await prepare([{ image: `${ecr}/app:1`, registry }], {
    answers: [{ when: ['docker', 'pull'], stderr: 'manifest unknown', exitCode: 1 }],
  });
  expect(exitCode).toBe(1);
  expect(calls.filter(({ argv }) => argv[0] === 'pull')).toHaveLength(1);
});

const throttled =
  'error getting credentials - err: exit status 1, out: `ThrottlingException: Rate exceeded`';

test('helps when the helper itself fails, whatever its words are', async () => {
  const { exitCode, event } = await prepare([{ image: `${ecr}/app:1`, registry }], {
    env: { HOOK_PULL_RETRY_TIMEOUT: '1' },
    answers: [
      { when: ['docker', 'pull'], whenConfig: 'auths":{"123', stdout: 'Status: Downloaded' },
      { when: ['docker', 'pull'], stderr: throttled, exitCode: 1 },
    ],
  });
  expect(exitCode).toBe(0);
  expect(event).toMatchObject({ outcome: 'success', fallbacks: 1 });
});

test('nobody is told to delete the credentials that were just needed', async () => {
  const needed = await prepare([{ image: `${ecr}/app:1`, registry }], { answers: helperFails });
  expect(needed.output).not.toContain('can be deleted');
  const ignored = await prepare([{ image: `${ecr}/app:1`, registry }]);
  expect(ignored.output).toContain('can be deleted: jobs.build.services.app.credentials');
});

const off = { HOOK_FEATURE_CREDENTIAL_HELPER: 'off' };
const loginFails: Answer[] = [
  {
    when: ['docker', 'login'],
    exitCode: 1,
    stderr: 'denied: Your authorization token has expired',
  },
];

test('works the other way round while the feature is off: stale credentials stop no job', async () => {
  const { exitCode, calls, output, event } = await prepare([{ image: `${ecr}/app:1`, registry }], {
    env: off,
    answers: loginFails,
  });
  expect(exitCode).toBe(0);
  const commands = calls.filter(({ argv }) => ['login', 'pull'].includes(argv[0] ?? ''));
  expect(commands.map(({ argv }) => argv[0])).toEqual(['login', 'pull']);
  expect(commands[1]?.env['DOCKER_CONFIG']).toBe(bench.config);
  expect(output).toContain(
    `::warning::${ecr}/app:1 was pulled with the credentials of the runner, as those of the workflow failed`,
  );
  expect(event).toMatchObject({ outcome: 'success', fallbacks: 1 });
});

test('has no other way for a host that the runner does not cover', async () => {
  const image = 'registry.example.com/app:1';
  const other = { ...registry, serverUrl: 'registry.example.com' };
  const { exitCode, event } = await prepare([{ image, registry: other }], {
    env: off,
    answers: loginFails,
  });
  expect(exitCode).toBe(1);
  expect(event).not.toHaveProperty('fallbacks');
});

test('when it fails, too, the first failure is the error', async () => {
  const { exitCode, output, event } = await prepare([{ image: `${ecr}/app:1`, registry }], {
    answers: [{ when: ['docker', 'pull'], stderr: refused, exitCode: 1 }],
  });
  expect(exitCode).toBe(1);
  expect(output).toContain(`::warning::The credentials of the workflow for ${ecr} failed, too: `);
  expect(output).toMatch(/::error::.* could not be pulled: docker-credential-ecr-login has no/);
  expect(event).not.toHaveProperty('fallbacks');
  expect(output).not.toContain('stale-token');
});
