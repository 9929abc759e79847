/** What docs/recipes promise: a push without a login. Their snippets are held by docs/snippets. */
import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { installEcrAuth } from './support/ecr-auth.ts';
import { startEnvironment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';

test('docker pushes through the helper without a login', async () => {
  await using environment = await startEnvironment();
  const ecrAuth = installEcrAuth(environment);
  await environment.seedImage([`${ecr}/base:1`]);
  expect(await ecrAuth.pull(`${ecr}/base:1`, awsIdentity(environment))).toMatchObject({
    exitCode: 0,
  });
  const directory = join(environment.directory, 'push');
  const config = ['config', '--registry', '123456789012@us-east-1', '--config', directory];
  expect(await ecrAuth.cli(config)).toMatchObject({ exitCode: 0 });
  await environment.docker('tag', `${ecr}/base:1`, `${ecr}/team/app:2`);
  const push = await environment.run(['docker', 'push', `${ecr}/team/app:2`], {
    env: {
      ...awsIdentity(environment),
      PATH: ecrAuth.path,
      HOME: environment.directory,
      DOCKER_CONFIG: directory,
      DOCKER_HOST: environment.dockerHost,
    },
  });
  expect(push).toMatchObject({ exitCode: 0, stderr: '' });
  await environment.docker('image', 'rm', `${ecr}/team/app:2`, `${ecr}/base:1`);
  const pulled = await ecrAuth.pull(`${ecr}/team/app:2`, awsIdentity(environment));
  expect(pulled).toMatchObject({ exitCode: 0, stderr: '' });
  const requests = await environment.registry.requests();
  const uploads = requests.filter(({ method, status }) => method === 'PUT' && status === 201);
  expect(new Set(uploads.map(({ user }) => user))).toEqual(new Set(['AWS']));
});
