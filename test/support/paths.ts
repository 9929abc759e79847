/** Files of an environment's directory, which both sides know. */
import { join } from 'node:path';

export function pathsIn(directory: string) {
  return {
    socket: join(directory, 'docker.sock'),
    caFile: join(directory, 'ca.pem'),
    home: join(directory, 'home'),
    logs: join(directory, 'log'),
  };
}
