/**
 * The environment of the docker client and of the credential helpers it starts. It is built from
 * the runner's own process alone: no name or value of a workflow ever gets in.
 */
export type ClientEnv = Readonly<Record<string, string>>;

/** Names of variables, and how names begin. No patterns: to compile those takes 2 ms. */
interface Names {
  names: readonly string[];
  begins: readonly string[];
}

/** What every docker process may see. */
const always: Names = {
  names: [
    'HOME',
    'TMPDIR',
    'LANG',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'SSH_AUTH_SOCK',
    // The runner ends, at the end of a job, every process that still carries this.
    'RUNNER_TRACKING_ID',
  ],
  begins: ['XDG_', 'DOCKER_', 'BUILDX_', 'BUILDKIT_'],
};

/** In any case of their letters. */
const proxies = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy', 'ftp_proxy'];

/**
 * What pull, build and login see beside that: they start the credential helper. Never `create` and
 * `run`, where `options: -e NAME` of a workflow would copy a value into a container.
 */
const withCredentials: Names = { names: ['NODE_EXTRA_CA_CERTS'], begins: ['AWS_', 'ECR_AUTH_'] };

/** Set by endpoint.ts, or never: docker reads the last before helpers. */
const never = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'DOCKER_AUTH_CONFIG',
];

export interface ClientEnvironments {
  /** For every docker process. */
  plain: ClientEnv;
  /** For those that may have to authenticate. */
  authenticated: ClientEnv;
}

export interface ClientEnvOptions {
  /** PATH as it was before any step could change it. */
  path: string;
  /** DOCKER_HOST and what belongs to it: the daemon every process of this call talks to. */
  endpoint: ClientEnv;
  /** Names that the administrator adds for pull, build and login (HOOK_FORWARD_ENV). */
  forward: readonly string[];
}

/** Builds both environments out of the environment of the runner's process. */
export function buildClientEnv(
  env: NodeJS.ProcessEnv,
  { path, endpoint, forward }: ClientEnvOptions,
): ClientEnvironments {
  const plain: Record<string, string> = {};
  const more: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || never.includes(name)) continue;
    if (isAmong(name, always) || proxies.includes(name.toLowerCase())) plain[name] = value;
    else if (isAmong(name, withCredentials) || forward.includes(name)) more[name] = value;
  }
  const fixed = { ...endpoint, PATH: path };
  return { plain: { ...plain, ...fixed }, authenticated: { ...plain, ...more, ...fixed } };
}

function isAmong(name: string, { names, begins }: Names): boolean {
  return names.includes(name) || begins.some((begin) => name.startsWith(begin));
}
