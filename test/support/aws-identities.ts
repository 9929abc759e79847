/** Who exists in the fake AWS: access keys, sessions of roles, and the ECR tokens made from them. */
import { randomBytes } from 'node:crypto';
import { plant } from './secrets/planted.ts';

export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Given: a temporary key, which must send exactly this token. */
  readonly sessionToken?: string;
  /** Default 123456789012. */
  readonly account?: string;
  readonly arn?: string;
  /** The key is real, its permissions do not cover `ecr:GetAuthorizationToken`. */
  readonly denied?: boolean;
  /** The session of this key is over. */
  readonly expired?: boolean;
}

export interface EcrToken {
  readonly service: 'ecr' | 'ecr-public';
  readonly region: string;
  readonly accessKeyId: string;
  readonly expiresAt: Date;
}

export interface AwsIdentities {
  addKey(key: AwsKey): void;
  removeKey(accessKeyId: string): void;
  findKey(accessKeyId: string): AwsKey | undefined;
  /** A new temporary key, as STS, the metadata services and a role hand them out. */
  addSession(arn: string): Required<Pick<AwsKey, 'sessionToken'>> & AwsKey;
  /** The password for user `AWS`. */
  issueToken(key: AwsKey, service: EcrToken['service'], region: string): IssuedToken;
  findToken(password: string): EcrToken | undefined;
  expireTokens(): void;
  setTokenTtl(seconds: number): void;
}

export interface IssuedToken {
  readonly password: string;
  readonly expiresAt: Date;
}

/** Authorization tokens of ECR are valid for twelve hours. */
const defaultTtlSeconds = 12 * 60 * 60;

export function createIdentities(now: () => Date): AwsIdentities {
  const keys = new Map<string, AwsKey>();
  const tokens = new Map<string, EcrToken>();
  let ttlSeconds = defaultTtlSeconds;

  return {
    addKey: (key) => void keys.set(key.accessKeyId, key),
    removeKey: (accessKeyId) => void keys.delete(accessKeyId),
    findKey: (accessKeyId) => keys.get(accessKeyId),
    addSession(arn) {
      const key = {
        accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
        secretAccessKey: plant('AWS secret access key', randomBytes(16).toString('base64')),
        sessionToken: plant('AWS session token', randomBytes(300).toString('base64')),
        arn,
      };
      keys.set(key.accessKeyId, key);
      return key;
    },
    issueToken({ accessKeyId }, service, region) {
      const expiresAt = new Date(now().getTime() + ttlSeconds * 1000);
      const password = makePassword(expiresAt);
      tokens.set(password, { service, region, accessKeyId, expiresAt });
      return { password, expiresAt };
    },
    findToken: (password) => tokens.get(password),
    expireTokens() {
      for (const [password, token] of tokens) tokens.set(password, { ...token, expiresAt: now() });
    },
    setTokenTtl: (seconds) => void (ttlSeconds = seconds),
  };
}

/** ECR's passwords are about 1800 characters long: base64 of a JSON object. */
function makePassword(expiresAt: Date): string {
  const content = {
    payload: plant('ECR token', randomBytes(690).toString('base64')),
    datakey: randomBytes(180).toString('base64'),
    version: '2',
    type: 'DATA_KEY',
    expiration: Math.floor(expiresAt.getTime() / 1000),
  };
  return Buffer.from(JSON.stringify(content)).toString('base64');
}
