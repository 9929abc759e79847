/**
 * Where programs on AWS's machines find credentials: EC2 instance metadata in version 2 only
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html), and the
 * credentials endpoints of ECS tasks and EKS pods
 * (docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
 */
import { randomBytes } from 'node:crypto';
import type { AwsIdentities } from './aws-identities.ts';
import { plant } from './secrets/planted.ts';
import type { Answer } from './faults.ts';
import { addresses } from './hosts.ts';
import type { HttpRequest } from './sigv4.ts';

const role = 'runner';
const account = '123456789012';
const region = 'us-east-1';
const credentialsPath = '/latest/meta-data/iam/security-credentials/';

/** Value of `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` in a task. */
export const taskCredentialsPath = '/v2/credentials/2f1d6a5c';

/** What a pod finds in `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
export const podToken = plant('web identity token', 'OfThePod');

export type AnswerMetadata = (address: string, request: HttpRequest) => Answer;

export function createMetadata(identities: AwsIdentities): AnswerMetadata {
  const tokens = new Set<string>();
  const session = (place: string) =>
    sessionDocument(identities, `arn:aws:sts::${account}:assumed-role/${role}/${place}`);

  const instance = (request: HttpRequest): Answer => {
    if (request.method === 'PUT' && request.url === '/latest/api/token') {
      const ttl = request.headers['x-aws-ec2-metadata-token-ttl-seconds'];
      if (!/^\d{1,5}$/.test(String(ttl))) return text(400, 'Bad Request');
      const token = plant('token of the metadata service', randomBytes(40).toString('base64'));
      tokens.add(token);
      return text(200, token, { 'x-aws-ec2-metadata-token-ttl-seconds': String(ttl) });
    }
    if (!tokens.has(String(request.headers['x-aws-ec2-metadata-token'])))
      return text(401, 'Unauthorized');
    const documents: Record<string, () => string> = {
      [credentialsPath]: () => role,
      [`${credentialsPath}${role}`]: () => session('i-0123456789abcdef0'),
      '/latest/meta-data/placement/region': () => region,
      '/latest/meta-data/placement/availability-zone': () => `${region}a`,
      '/latest/dynamic/instance-identity/document': () =>
        JSON.stringify({ accountId: account, region, instanceId: 'i-0123456789abcdef0' }),
    };
    const document = documents[request.url] ?? documents[`${request.url}/`];
    return document ? text(200, document()) : text(404, 'Not Found');
  };

  return (address, request) => {
    if (address === addresses.instance) return instance(request);
    const allowed =
      address === addresses.task
        ? request.url === taskCredentialsPath
        : request.headers['authorization'] === podToken;
    return allowed ? text(200, session('container')) : text(403, 'Forbidden');
  };
}

function sessionDocument(identities: AwsIdentities, arn: string): string {
  const key = identities.addSession(arn);
  const now = Date.now();
  return JSON.stringify({
    Code: 'Success',
    Type: 'AWS-HMAC',
    LastUpdated: new Date(now).toISOString(),
    RoleArn: `arn:aws:iam::${account}:role/${role}`,
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    Token: key.sessionToken,
    Expiration: new Date(now + 6 * 3600_000).toISOString(),
  });
}

function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
}
