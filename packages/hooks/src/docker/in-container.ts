import { existsSync } from 'node:fs';

/** What docker and podman put into every container. */
const markFiles = ['/.dockerenv', '/run/.containerenv'];

/**
 * Whether this process seems to run in a container. Kubernetes leaves no file, but sets a variable
 * in every pod (Kubernetes docs, "Accessing the API from a Pod").
 *
 * @param env the environment of the runner's process
 */
export function runsInContainer(env: NodeJS.ProcessEnv, marks = markFiles): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST']) || marks.some((file) => existsSync(file));
}
