import type { ContainerState } from '../docker/inspect.ts';
import type { Ports } from '../protocol/response.ts';

/**
 * Published ports as the runner wants them: host port by container port, without the protocol.
 * Where tcp and udp have the same number tcp wins, and IPv4 wins over IPv6.
 */
export function publishedPorts(state: ContainerState): Ports {
  const bindings = [...(state.NetworkSettings.Ports ?? [])].flatMap(([key, hosts]) => {
    const [port = '', protocol = ''] = key.split('/');
    const sorted = [...hosts].sort((a, b) => Number(isIpv6(a.HostIp)) - Number(isIpv6(b.HostIp)));
    const hostPort = sorted.find((host) => host.HostPort)?.HostPort;
    return hostPort === undefined ? [] : [{ port, protocol, hostPort }];
  });
  const tcpLast = bindings.sort(
    (a, b) => Number(a.protocol === 'tcp') - Number(b.protocol === 'tcp'),
  );
  return Object.fromEntries(tcpLast.map(({ port, hostPort }) => [port, hostPort]));
}

function isIpv6(address: string | undefined): boolean {
  return address?.includes(':') ?? false;
}
