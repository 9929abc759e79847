/**
 * What one `get` costs: docker-credential-ecr-auth beside an empty node and beside
 * docker-credential-ecr-login, with the token in the cache and without.
 *
 *   npm run bench:credential-helper -- [--json]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installEcrAuth } from '../support/ecr-auth.ts';
import { startEnvironment } from '../support/environment.ts';
import { awsIdentity, ecr, noIdentity } from '../support/fixtures.ts';
import { measure, table, type TimedCommand } from './timing.ts';
import { runTool } from './tool.ts';

const rounds = 40;

async function main(json: boolean): Promise<void> {
  await using environment = await startEnvironment({ watchesSecrets: false });
  const ecrAuth = installEcrAuth(environment);
  const tokenFile = join(environment.directory, 'token');
  writeFileSync(tokenFile, environment.webIdentityToken);
  const base = { PATH: ecrAuth.path, HOME: join(environment.directory, 'home'), ...noIdentity };
  const keys = { ...base, ...awsIdentity(environment) };
  const role = {
    ...base,
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/runner',
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
  };
  const cached = { ECR_AUTH_CACHE_DIR: ecrAuth.cacheDirectory() };
  const none = { ECR_AUTH_DISABLE_CACHE: 'true', AWS_ECR_DISABLE_CACHE: 'true' };
  const get = (helper: string, name: string, env: TimedCommand['env']): TimedCommand => ({
    name: `${helper}, ${name}`,
    argv: [`docker-credential-${helper}`, 'get'],
    env,
    input: ecr,
  });
  const commands: TimedCommand[] = [
    { name: 'node -e 0', argv: ['node', '-e', '0'], env: base },
    get('ecr-auth', 'keys, token cached', { ...keys, ...cached }),
    get('ecr-login', 'keys, token cached', keys),
    get('ecr-auth', 'web identity, token cached', { ...role, ...cached }),
    get('ecr-login', 'web identity, never cached', role),
    get('ecr-auth', 'keys, no cache', { ...keys, ...none }),
    get('ecr-login', 'keys, no cache', { ...keys, ...none }),
  ];
  await measure(environment, commands, 1);
  const measured = await measure(environment, commands, rounds);
  console.log(json ? JSON.stringify(measured, undefined, 2) : table(measured));
}

const help = `npm run bench:credential-helper: measures what one get costs.

Usage: npm run bench:credential-helper -- [OPTIONS]

It starts docker-credential-ecr-auth beside an empty node and beside
docker-credential-ecr-login, ${rounds} times each, in turn.

Options:
  --json  print JSON instead of a table; times are milliseconds
  --help  print this text

Exit codes:
  0  measured
  1  failed
  2  called wrongly

Examples:
  npm run bench:credential-helper

Documentation: docs/ecr-auth.md
`;

void runTool({
  name: 'bench:credential-helper',
  help,
  parse: (args) => {
    const options = { json: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], strict: true, options }).values.json;
  },
  run: main,
});
