/**
 * The names and addresses of the offline world. Everything is added to `lo` of a private network
 * namespace, so no packet ever leaves the machine.
 *
 * The registry must not resolve into 127.0.0.0/8: dockerd takes such a registry for an insecure one,
 * skips TLS verification and falls back to http (docker docs, "insecure registries").
 * 198.18.0.0/15 is reserved for tests (RFC 2544); the 169.254 ones are AWS's own.
 */
export const addresses = {
  api: '198.18.0.1',
  registry: '198.18.0.2',
  github: '198.18.0.3',
  /** EC2 instance metadata. */
  instance: '169.254.169.254',
  /** Credentials of an ECS task. */
  task: '169.254.170.2',
  /** Credentials of an EKS pod identity. */
  pod: '169.254.170.23',
} as const;

export interface EcrRegistry {
  readonly account: string;
  readonly region: string;
  readonly suffix: string;
  /** Default: the plain form. */
  readonly form?: 'fips' | 'dual-stack';
}

/** The private registries which resolve inside; the first one is the default of the tests. */
export const ecrRegistries: readonly EcrRegistry[] = [
  { account: '123456789012', region: 'us-east-1', suffix: 'amazonaws.com' },
  { account: '123456789012', region: 'eu-west-1', suffix: 'amazonaws.com' },
  { account: '210987654321', region: 'us-east-1', suffix: 'amazonaws.com' },
  { account: '210987654321', region: 'eu-central-1', suffix: 'amazonaws.com' },
  { account: '111122223333', region: 'ap-southeast-2', suffix: 'amazonaws.com' },
  { account: '444455556666', region: 'us-west-2', suffix: 'amazonaws.com' },
  { account: '777788889999', region: 'cn-north-1', suffix: 'amazonaws.com.cn' },
  { account: '555566667777', region: 'eusc-de-east-1', suffix: 'amazonaws.eu' },
  { account: '123456789012', region: 'us-east-1', suffix: 'amazonaws.com', form: 'fips' },
  { account: '123456789012', region: 'us-east-1', suffix: 'on.aws', form: 'dual-stack' },
];

/** Docker Hub serves images and tokens under names of its own; users write `docker.io`. */
export const dockerHub = { registry: 'registry-1.docker.io', tokens: 'auth.docker.io' } as const;

const plainRegistries = ['ghcr.io', 'registry.example.com', dockerHub.registry, dockerHub.tokens];

export function ecrHost({ account, region, suffix, form }: EcrRegistry): string {
  const name = form === 'dual-stack' ? 'dkr-ecr' : form === 'fips' ? 'dkr.ecr-fips' : 'dkr.ecr';
  return `${account}.${name}.${region}.${suffix}`;
}

/** The APIs that belong to a registry: ECR's own, by the SDKs' endpoint rules, and STS. */
function apiHosts({ region, suffix, form }: EcrRegistry): string[] {
  if (form === 'dual-stack') return [`ecr.${region}.api.aws`];
  if (form === 'fips') return [`api.ecr-fips.${region}.${suffix}`];
  return [`api.ecr.${region}.${suffix}`, `sts.${region}.${suffix}`];
}

/** Every name which is served, by address. */
export function namesByAddress(): Record<string, string[]> {
  const regional = ecrRegistries.flatMap(apiHosts);
  const global = [
    'sts.amazonaws.com',
    'api.ecr-public.us-east-1.amazonaws.com',
    'portal.sso.us-east-1.amazonaws.com',
  ];
  return {
    [addresses.api]: [...new Set([...regional, ...global])],
    [addresses.registry]: [...ecrRegistries.map(ecrHost), 'public.ecr.aws', ...plainRegistries],
    [addresses.github]: ['api.github.com'],
  };
}

/** The private `/etc/hosts`. */
export function hostsFile(hostname: string): string {
  const served = Object.entries(namesByAddress()).flatMap(([address, names]) =>
    names.map((name) => `${address} ${name}`),
  );
  return ['127.0.0.1 localhost', '::1 localhost', `127.0.0.1 ${hostname}`, ...served, ''].join(
    '\n',
  );
}

/** What the user calls a registry -> the host that serves it. */
export function registryHost(host: string): string {
  return ['docker.io', 'index.docker.io'].includes(host) ? dockerHub.registry : host;
}
