/** Variables as only an attacker or a test sets them, and how they are read back. */

/** Names and values that would matter to a docker client, a shell, a loader or a log. */
export const hostile: Record<string, string> = {
  DOCKER_HOST: 'tcp://203.0.113.1:2375',
  DOCKER_CONFIG: '/nowhere',
  DOCKER_CONTEXT: 'nope',
  DOCKER_TLS_VERIFY: '1',
  DOCKER_API_VERSION: '1.1',
  DOCKER_AUTH_CONFIG: '{\n  "auths": {}\n}\n',
  PATH: '/evil\nbin:/bin:/usr/bin',
  HOME: '/evil home',
  LD_PRELOAD: '/evil.so\n',
  LD_LIBRARY_PATH: '/evil',
  GODEBUG: 'evil=1\n',
  HTTPS_PROXY: 'http://203.0.113.1:1\n',
  NODE_OPTIONS: '--evil',
  HOOK_DOCKER_CONFIG: '/evil',
  HOOK_PULL_POLICY: 'evil',
  AWS_REGION: '',
  AWS_ACCESS_KEY_ID: 'key-of-the-workflow',
  RUNNER_TRACKING_ID: 'forged',
  'name with spaces --user 4321': 'x',
  '--user': '4321',
  '-v/:/host': 'x',
  '#comment': 'x',
  "quote'd": `it's "quoted" \\ back\\\\slash $HOME $(id) \`id\``,
  'dash-name.dot': 'x',
  EQUALS: 'a=b==c=',
  EMPTY: '',
  SPACES: '  both ends  ',
  MULTI: '-----BEGIN KEY-----\nline two\n\n-----END KEY-----\n',
  RETURN: 'dos\r\n',
  UNICODE: 'grüße, 日本, 🎉, \u2028',
  COMMAND: '::error::forged\n##[error]forged',
  __proto__x: 'x',
  BIG: 'x'.repeat(100_000),
};

/** The runner sets HOME of containers by itself. */
export const withoutHome = Object.fromEntries(
  Object.entries(hostile).filter(([name]) => name !== 'HOME'),
);

/** `NAME=value` entries of a process environment, split at the NULs between them. */
export function entries(text: string): Map<string, string> {
  return new Map(
    text
      .split('\0')
      .filter(Boolean)
      .map((entry) => {
        const equals = entry.indexOf('=');
        return [entry.slice(0, equals), entry.slice(equals + 1)];
      }),
  );
}
