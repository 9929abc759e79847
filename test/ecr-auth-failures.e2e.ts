/** AWS refuses, fails or cannot be reached: one sentence each, through a real `docker pull`. */
import { afterAll, beforeAll, test } from '@jest/globals';
import { startEnvironment, type Environment, type Fault } from './support/environment.ts';
import { expectExplained, type Failure } from './support/explained-failure.ts';
import { awsIdentity, ecr } from './support/fixtures.ts';
import { addresses } from './support/hosts.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.seedImage([`${ecr}/app:1`]);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const keys = { accessKeyId: 'AKIAAAAABBBBCCCCDDDD', secretAccessKey: 'secret' };
const asKeys = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };
const identity = () => awsIdentity(environment);
const api = 'api.ecr.us-east-1.amazonaws.com';
const ecrFault = (answer: Fault['answer']): Fault => ({ answer: answer ?? 500, on: '^ecr ' });

const failures: Record<string, Failure> = {
  'an unknown key': {
    env: () => asKeys,
    says: /The ECR API of us-east-1 does not know the access key AKIA…DDDD \(from environment\)/,
    advises: /AWS_SESSION_TOKEN is missing, stale/,
  },
  'a stray session token': {
    env: () => ({ ...identity(), AWS_SESSION_TOKEN: 'of-yesterday' }),
    says: /does not know the access key AKIA…/,
    advises: /AWS_SESSION_TOKEN is missing, stale/,
  },
  'a wrong secret': {
    env: () => ({ ...identity(), AWS_SECRET_ACCESS_KEY: 'wrong' }),
    says: /refuses the signature: the secret does not belong to the access key/,
    advises: /Set AWS_SECRET_ACCESS_KEY again/,
  },
  'a secret with a line break': {
    env: () => ({
      ...identity(),
      AWS_SECRET_ACCESS_KEY: `${identity()['AWS_SECRET_ACCESS_KEY']}\n`,
    }),
    says: /AWS_SECRET_ACCESS_KEY has white space in it/,
    advises: /Set it again without/,
  },
  'a key id with a line break': {
    env: () => ({ ...identity(), AWS_ACCESS_KEY_ID: `${identity()['AWS_ACCESS_KEY_ID']}\n` }),
    says: /AWS_ACCESS_KEY_ID has white space in it/,
    advises: /Set it again without/,
  },
  'an identity without the permission': {
    before: () => environment.aws.addKey({ ...keys, denied: true }),
    env: () => asKeys,
    says: /denies access \(credentials from environment\) \(User: arn:aws:iam::123456789012:user\/ci is not authorized to perform: ecr:GetAuthorizationToken/,
    advises: /ecr:GetAuthorizationToken \(resource "\*"\)/,
  },
  'an expired session': {
    before: () => environment.aws.addKey({ ...keys, sessionToken: 'session', expired: true }),
    env: () => ({ ...asKeys, AWS_SESSION_TOKEN: 'session' }),
    says: /says that the credentials \(from environment\) have expired/,
    advises: /instance role, IRSA or Pod Identity/,
  },
  'a throttled API': {
    env: identity,
    faults: [ecrFault(429)],
    says: /is asked too often \(throttled\)/,
    advises: /share the token cache/,
  },
  'an API with a failure': {
    env: identity,
    faults: [ecrFault(500)],
    says: /The ECR API of us-east-1 has a failure of its own \(injected 500\)/,
    advises: /Try again in a moment/,
  },
  'an API that is not available': {
    env: identity,
    faults: [ecrFault(503)],
    says: /has a failure of its own \(injected 503\)/,
    advises: /Try again in a moment/,
  },
  'a refusal without a known name': {
    env: identity,
    faults: [ecrFault(400)],
    says: /refuses the request with status 400 \(injected 400\)/,
    advises: /./,
  },
  'an API that never answers': {
    env: () => ({ ...identity(), ECR_AUTH_TIMEOUT: '2' }),
    faults: [ecrFault('hang')],
    says: /(no answer within 0\.7 s|AWS gave no token within 2 s)/,
    advises: /ECR_AUTH_TIMEOUT sets? the limit/,
  },
  'connections that are reset': {
    env: identity,
    faults: [ecrFault('reset')],
    says: new RegExp(`${api} could not be asked: the connection failed \\(ECONNRESET\\)`),
    advises: /Check network, firewall and proxy/,
  },
  'a sign-in page instead of the API': {
    env: identity,
    faults: [ecrFault('html')],
    says: /gives an answer that is not one of AWS/,
    advises: /A proxy or a sign-in page may stand in between/,
  },
  'a network that swallows everything': {
    before: () => blackhole('-I'),
    after: () => blackhole('-D'),
    env: () => ({ ...identity(), ECR_AUTH_CONNECT_TIMEOUT: '1' }),
    says: new RegExp(`${api} could not be asked: no answer within`),
    advises: /VPC endpoints and proxy/,
  },
  'a region whose API has no name': {
    env: identity,
    image: '123456789012.dkr.ecr.sa-east-1.amazonaws.com/app:1',
    says: /the name api\.ecr\.sa-east-1\.amazonaws\.com cannot be resolved/,
    advises: /VPC endpoint \(com\.amazonaws\.REGION\.ecr\.api/,
  },
  'an authority that is not trusted': {
    env: () => ({ ...identity(), SSL_CERT_FILE: '/etc/hostname' }),
    says: /its certificate is not trusted/,
    advises: /AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS/,
  },
  'a file of authorities that is missing': {
    env: () => ({ ...identity(), AWS_CA_BUNDLE: '/nowhere.pem' }),
    says: /AWS_CA_BUNDLE names \/nowhere\.pem, which cannot be read: ENOENT/,
    advises: /Correct the path/,
  },
  'a dead proxy': {
    env: () => ({ ...identity(), HTTPS_PROXY: 'http://127.0.0.1:9' }),
    says: /could not be asked: the connection failed \(ECONNREFUSED\)/,
    advises: /HTTPS_PROXY, NO_PROXY/,
  },
  'a proxy that is no URL': {
    env: () => ({ ...identity(), HTTPS_PROXY: 'socks5://user:hidden@proxy:1080' }),
    says: /The proxy of HTTPS_PROXY \(or ALL_PROXY\) is not an http or https URL/,
    advises: /http:\/\/HOST:PORT/,
  },
  'a setting that is malformed': {
    env: () => ({ ...identity(), ECR_AUTH_TIMEOUT: 'soon', ECR_AUTH_CACHE_DIR: 'here' }),
    says: /ECR_AUTH_CACHE_DIR is "here", not an absolute path; ECR_AUTH_TIMEOUT is "soon", not a whole number of seconds/,
    advises: /docs\/configuration\.md/,
  },
};

test.each(Object.entries(failures))('explains %s', async (_name, failure) => {
  await expectExplained(environment, failure);
});

/** A packet filter as of a security group: what is sent to the API is lost without an answer. */
function blackhole(action: '-I' | '-D') {
  const rule = ['INPUT', '-d', addresses.api, '-p', 'tcp', '-j', 'DROP'];
  return environment.run(['iptables', action, ...rule], { env: { PATH: environment.path } });
}
