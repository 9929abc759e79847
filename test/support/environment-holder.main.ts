/** Starts an environment, prints where it is as JSON, and holds it until somebody kills this process. */
import { startEnvironment } from './environment.ts';
import { pidNamespace } from './processes.ts';

void main();

async function main(): Promise<void> {
  const environment = await startEnvironment();
  await environment.seedImage(['ghcr.io/held/app:1']);
  await environment.docker('run', '--detach', 'ghcr.io/held/app:1', 'sleep', '600');
  const { directory } = environment;
  console.log(JSON.stringify({ directory, namespace: await pidNamespace(environment) }));
  setInterval(() => undefined, 60_000);
}
