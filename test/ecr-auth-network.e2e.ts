/** Proxies and authorities, which the AWS SDK for JavaScript does not look at by itself. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installEcrAuth, type EcrAuth } from './support/ecr-auth.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';
import { waitFor } from './support/waiting.ts';

let environment: Environment;
let ecrAuth: EcrAuth;
let proxy: ChildProcess;
let record: string;

/** Writes down each host that it is asked for, and connects to it. */
const proxyProgram = `
const net = require('node:net'), fs = require('node:fs');
const server = require('node:http').createServer();
server.on('connect', ({ url }, client, head) => {
  fs.appendFileSync(process.argv[2], url + '\\n');
  const [host, port] = url.split(':');
  const upstream = net.connect(port, host, () => {
    client.write('HTTP/1.1 200 Connection established\\r\\n\\r\\n');
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  for (const socket of [client, upstream]) socket.on('error', () => {});
});
server.listen(3128, '127.0.0.1', () => fs.writeFileSync(process.argv[2], ''));
`;

beforeAll(async () => {
  environment = await startEnvironment();
  ecrAuth = installEcrAuth(environment);
  record = join(environment.directory, 'proxy.log');
  const script = join(environment.directory, 'proxy.cjs');
  writeFileSync(script, proxyProgram);
  const env = { PATH: environment.path };
  const [program = '', ...args] = environment.command(['node', script, record], { env });
  proxy = spawn(program, args, { stdio: 'ignore' });
  await waitFor('the proxy listens', () => existsSync(record));
});
afterAll(async () => {
  proxy.kill();
  await once(proxy, 'exit');
  await environment[Symbol.asyncDispose]();
});

const get = (env: Record<string, string>) =>
  ecrAuth.helper('get', ecr, {
    ...awsIdentity(environment),
    ECR_AUTH_DISABLE_CACHE: 'true',
    ...env,
  });

test.each([
  [{ HTTPS_PROXY: 'http://127.0.0.1:3128' }, ['api.ecr.us-east-1.amazonaws.com:443']],
  [{ https_proxy: 'http://127.0.0.1:3128' }, ['api.ecr.us-east-1.amazonaws.com:443']],
  [{ HTTPS_PROXY: 'http://127.0.0.1:3128', NO_PROXY: '.amazonaws.com' }, []],
])('with %j the proxy is asked for %j', async (env, hosts) => {
  writeFileSync(record, '');
  expect(await get(env)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readFileSync(record, 'utf8').split('\n').filter(Boolean)).toEqual(hosts);
});

test('STS is asked through the proxy, the metadata of the instance is not', async () => {
  writeFileSync(record, '');
  const tokenFile = join(environment.directory, 'web-identity-token');
  writeFileSync(tokenFile, environment.webIdentityToken);
  const base = {
    PATH: ecrAuth.path,
    HTTPS_PROXY: 'http://127.0.0.1:3128',
    HTTP_PROXY: 'http://127.0.0.1:9',
  };
  const roles = [
    {
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/runner',
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    },
    {},
  ];
  for (const role of roles) {
    const answer = await environment.run(['docker-credential-ecr-auth', 'get'], {
      env: { ...base, HOME: environment.directory, ECR_AUTH_DISABLE_CACHE: '1', ...role },
      input: ecr,
    });
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
  }
  expect(readFileSync(record, 'utf8').split('\n').filter(Boolean)).toEqual([
    'sts.us-east-1.amazonaws.com:443',
    'api.ecr.us-east-1.amazonaws.com:443',
    'api.ecr.us-east-1.amazonaws.com:443',
  ]);
});

test.each([
  ['AWS_CA_BUNDLE, though SSL_CERT_FILE knows nobody', 'AWS_CA_BUNDLE'],
  ['NODE_EXTRA_CA_CERTS, beside a bundle that knows nobody', 'NODE_EXTRA_CA_CERTS'],
])('the authority of %s is trusted', async (_what, variable) => {
  const empty = { SSL_CERT_FILE: '/etc/hostname' };
  expect(await get(empty)).toMatchObject({ exitCode: 1 });
  const env = { ...empty, [variable]: environment.caFile };
  expect(await get(env)).toMatchObject({ exitCode: 0, stderr: '' });
});
