import { object, text } from '../shape.ts';
import type { Docker } from './docker.ts';
import type { OpenDaemon } from './engine-daemon.ts';
import { removeAll } from './engine-remove.ts';

const Created = object({ Id: text });

/**
 * Networks (Engine API, "Network").
 * @param patient the daemon, for what a cancel leaves a moment to be made
 */
export function engineNetworks(
  open: OpenDaemon,
  patient: OpenDaemon,
): Pick<Docker, 'createNetwork' | 'removeNetworks'> {
  return {
    createNetwork: async (name, labels) => {
      // As docker's client asks; daemons before 23 make a second network of a name without the check.
      const body = { Name: name, CheckDuplicate: true, Driver: 'bridge', Labels: labels };
      const request = { method: 'POST', path: '/networks/create', body } as const;
      await patient('docker network create').ask(Created, request);
    },
    removeNetworks: (ids) =>
      removeAll(
        open('docker network rm'),
        ids.map((id) => `/networks/${encodeURIComponent(id)}`),
      ),
  };
}
