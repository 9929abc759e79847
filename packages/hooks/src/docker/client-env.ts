/**
 * The environment of the docker client and of the credential helpers it starts. It is built from
 * the runner's own process alone: no name or value of a workflow ever gets in.
 */
export type ClientEnv = Readonly<Record<string, string>>;

/** What every docker process may see. */
const always = [
  /^HOME$/,
  /^TMPDIR$/,
  /^LANG$/,
  /^XDG_/,
  /^DOCKER_/,
  /^BUILDX_/,
  /^BUILDKIT_/,
  /^(https?|no|all|ftp)_proxy$/i,
  /^SSL_CERT_(FILE|DIR)$/,
  /^SSH_AUTH_SOCK$/,
  // The runner ends, at the end of a job, every process that still carries this.
  /^RUNNER_TRACKING_ID$/,
];

/**
 * What pull, build and login see beside that: they start the credential helper. Never `create` and
 * `run`, where `options: -e NAME` of a workflow would copy a value into a container.
 */
const withCredentials = [/^AWS_/, /^ECR_AUTH_/, /^NODE_EXTRA_CA_CERTS$/];

/** Set by endpoint.ts, or never: docker reads the last before helpers. */
const never = [/^DOCKER_(HOST|CONTEXT|TLS|TLS_VERIFY|CERT_PATH|AUTH_CONFIG)$/];

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
  const pick = (patterns: readonly RegExp[], names: readonly string[] = []) =>
    Object.fromEntries(
      Object.entries(env).filter(
        (entry): entry is [string, string] =>
          entry[1] !== undefined &&
          (patterns.some((pattern) => pattern.test(entry[0])) || names.includes(entry[0])) &&
          !never.some((pattern) => pattern.test(entry[0])),
      ),
    );
  const fixed = { ...endpoint, PATH: path };
  return {
    plain: { ...pick(always), ...fixed },
    authenticated: { ...pick([...always, ...withCredentials], forward), ...fixed },
  };
}
