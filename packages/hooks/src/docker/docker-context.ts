import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HookError } from '../errors.ts';
import { flag, object, optional, parseAs, text } from '../shape.ts';
import type { ClientEnv } from './client-env.ts';
import { readJson } from './endpoint.ts';

const ContextMeta = object({
  Endpoints: object({
    docker: object({ Host: text, SkipTLSVerify: optional(flag) }),
  }),
});

/**
 * The daemon of a docker context (docker/cli, `cli/context/store`).
 * @throws HookError when there is no such context or it cannot be read
 */
export function hostFromContext(name: string, configDirectory: string): ClientEnv {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(configDirectory, 'contexts/meta', id, 'meta.json');
  const meta = parseAs(ContextMeta, readJson(file));
  if (!meta.success) {
    throw new HookError(`The docker context "${name}" has no usable docker endpoint in ${file}.`, {
      hint: 'Run `docker context ls` as the runner user, or set DOCKER_HOST in the .env file of the runner.',
    });
  }
  const { Host: host, SkipTLSVerify: skipVerify } = meta.data.Endpoints.docker;
  const certificates = join(configDirectory, 'contexts/tls', id, 'docker');
  if (!existsSync(certificates)) return { DOCKER_HOST: host };
  return {
    DOCKER_HOST: host,
    DOCKER_CERT_PATH: certificates,
    ...(skipVerify === true ? { DOCKER_TLS: '1' } : { DOCKER_TLS_VERIFY: '1' }),
  };
}
