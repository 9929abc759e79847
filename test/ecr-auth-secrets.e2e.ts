/** Looks for secrets in every place where they must not be, while and after docker pulls. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** Arguments of all processes inside, again and again. */
const watch = `for round in 1 2 3 4 5 6 7 8; do
  for file in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < "$file" 2>/dev/null; echo; done
  sleep 0.1
done`;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('a secret is neither in arguments nor in output nor in a file for everybody', async () => {
  const home = join(environment.directory, 'home-of-secrets');
  const ecrAuth = installEcrAuth(environment, home);
  const env = { ...awsIdentity(environment), ECR_AUTH_CACHE_DIR: ecrAuth.cacheDirectory() };
  await environment.aws.setFaults({ on: '^ecr ', delayMs: 800 });
  const [pull, seen] = await Promise.all([
    ecrAuth.pull(`${ecr}/app:1`, env),
    environment.run(['sh', '-c', watch], { env: { PATH: environment.path } }),
  ]);
  await environment.aws.setFaults();
  expect(pull.exitCode).toBe(0);

  const { stdout } = await ecrAuth.helper('get', ecr, env);
  const { Secret: token } = JSON.parse(stdout) as { Secret: string };
  const doctor = await ecrAuth.cli(['doctor', '--json', '--image', `${ecr}/app:1`], env);
  const secrets = [environment.credentials.secretAccessKey, token];

  const processes = seen.stdout
    .split('\n')
    .filter((line) => /^docker |docker-credential/.test(line));
  expect(processes.join('\n')).toMatch(/docker pull/);
  expect(processes.join('\n')).toMatch(/docker-credential-ecr-auth get/);
  for (const secret of secrets) {
    expect(processes.join('\n')).not.toContain(secret);
    expect(pull.stdout + pull.stderr + doctor.stdout + doctor.stderr).not.toContain(secret);
  }

  const holding = filesBelow(environment.directory).filter((file) => {
    const content = readFileSync(file, 'utf8');
    return secrets.some((secret) => content.includes(secret));
  });
  expect(holding.length).toBeGreaterThan(0);
  for (const file of holding) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
});
