import { basename, dirname } from 'node:path';
import type { Context } from '../context.ts';
import { imageLabels } from '../container/names.ts';
import { HookError } from '../errors.ts';
import type { RegistryAccess } from '../registry/access.ts';
import type { HostAuth } from '../registry/config-directory.ts';
import { stopwatch } from '../stopwatch.ts';

/** What is built for a container action. */
interface Build {
  dockerfile: string;
  tag: string;
  /** Registries that it may pull from. */
  hosts: readonly string[];
}

/** @throws HookError when the build fails; what docker wrote stands in the log */
export async function buildImage(
  { dockerfile, tag, hosts }: Build,
  access: RegistryAccess,
  { config, docker, log }: Context,
): Promise<void> {
  const spec = { tag, labels: imageLabels(config), dockerfile, context: dirname(dockerfile) };
  const auths: HostAuth[] = [];
  for (const host of hosts) auths.push({ host, auth: await access.resolve(host) });
  const title = `Build ${basename(spec.context)}/${basename(dockerfile)}`;
  const exitCode = await log.group(title, async () => {
    const elapsed = stopwatch();
    const code = await log.untrusted(() =>
      access.withConfig(auths, (directory) => docker.build(spec, directory), true),
    );
    if (code === 0) log.info(`Built in ${elapsed()}`);
    return code;
  });
  if (exitCode === 0) return;
  throw new HookError(`Building ${dockerfile} failed with exit code ${String(exitCode)}.`, {
    hint: "docker's output stands above.",
  });
}
