/** What of the host or of others an option reaches; judge-options.ts has the rule for each. */
export type Touches =
  | 'capability'
  | 'device'
  | 'device-rule'
  | 'file'
  | 'gpus'
  | 'mount'
  | 'namespace'
  | 'privileged'
  | 'runtime'
  | 'security'
  | 'socket'
  | 'sysctl'
  | 'ulimit'
  | 'volume'
  | 'volume-driver'
  | 'volumes-from';

export interface DockerOption {
  name: string;
  short?: string;
  /** A flag takes a value only behind `=`; everything else takes the next word when there is none. */
  kind: 'flag' | 'value';
  touches?: Touches;
}

/**
 * The options of `docker create` and `docker run`, those that `--help` hides included (docker/cli 20.10
 * to 28, `cli/command/container/opts.go`, `create.go`, `run.go`). test/docker-options.e2e.ts compares it with `--help`.
 */
export const dockerOptions: readonly DockerOption[] = [
  { name: 'add-host', kind: 'value' },
  { name: 'annotation', kind: 'value' },
  { name: 'attach', short: 'a', kind: 'value' },
  { name: 'blkio-weight', kind: 'value' },
  { name: 'blkio-weight-device', kind: 'value' },
  { name: 'cap-add', kind: 'value', touches: 'capability' },
  { name: 'cap-drop', kind: 'value' },
  { name: 'cgroup-parent', kind: 'value' },
  { name: 'cgroupns', kind: 'value', touches: 'namespace' },
  { name: 'cidfile', kind: 'value', touches: 'file' },
  { name: 'cpu-count', kind: 'value' },
  { name: 'cpu-percent', kind: 'value' },
  { name: 'cpu-period', kind: 'value' },
  { name: 'cpu-quota', kind: 'value' },
  { name: 'cpu-rt-period', kind: 'value' },
  { name: 'cpu-rt-runtime', kind: 'value' },
  { name: 'cpu-shares', short: 'c', kind: 'value' },
  { name: 'cpus', kind: 'value' },
  { name: 'cpuset-cpus', kind: 'value' },
  { name: 'cpuset-mems', kind: 'value' },
  { name: 'detach', short: 'd', kind: 'flag' },
  { name: 'detach-keys', kind: 'value' },
  { name: 'device', kind: 'value', touches: 'device' },
  { name: 'device-cgroup-rule', kind: 'value', touches: 'device-rule' },
  { name: 'device-read-bps', kind: 'value' },
  { name: 'device-read-iops', kind: 'value' },
  { name: 'device-write-bps', kind: 'value' },
  { name: 'device-write-iops', kind: 'value' },
  { name: 'disable-content-trust', kind: 'flag' },
  { name: 'dns', kind: 'value' },
  { name: 'dns-opt', kind: 'value' },
  { name: 'dns-option', kind: 'value' },
  { name: 'dns-search', kind: 'value' },
  { name: 'domainname', kind: 'value' },
  { name: 'entrypoint', kind: 'value' },
  { name: 'env', short: 'e', kind: 'value' },
  { name: 'env-file', kind: 'value', touches: 'file' },
  { name: 'expose', kind: 'value' },
  { name: 'gpus', kind: 'value', touches: 'gpus' },
  { name: 'group-add', kind: 'value' },
  { name: 'health-cmd', kind: 'value' },
  { name: 'health-interval', kind: 'value' },
  { name: 'health-retries', kind: 'value' },
  { name: 'health-start-interval', kind: 'value' },
  { name: 'health-start-period', kind: 'value' },
  { name: 'health-timeout', kind: 'value' },
  { name: 'help', kind: 'flag' },
  { name: 'hostname', short: 'h', kind: 'value' },
  { name: 'init', kind: 'flag' },
  { name: 'interactive', short: 'i', kind: 'flag' },
  { name: 'io-maxbandwidth', kind: 'value' },
  { name: 'io-maxiops', kind: 'value' },
  { name: 'ip', kind: 'value' },
  { name: 'ip6', kind: 'value' },
  { name: 'ipc', kind: 'value', touches: 'namespace' },
  { name: 'isolation', kind: 'value' },
  { name: 'kernel-memory', kind: 'value' },
  { name: 'label', short: 'l', kind: 'value' },
  { name: 'label-file', kind: 'value', touches: 'file' },
  { name: 'link', kind: 'value' },
  { name: 'link-local-ip', kind: 'value' },
  { name: 'log-driver', kind: 'value' },
  { name: 'log-opt', kind: 'value' },
  { name: 'mac-address', kind: 'value' },
  { name: 'memory', short: 'm', kind: 'value' },
  { name: 'memory-reservation', kind: 'value' },
  { name: 'memory-swap', kind: 'value' },
  { name: 'memory-swappiness', kind: 'value' },
  { name: 'mount', kind: 'value', touches: 'mount' },
  { name: 'name', kind: 'value' },
  { name: 'net', kind: 'value', touches: 'namespace' },
  { name: 'net-alias', kind: 'value' },
  { name: 'network', kind: 'value', touches: 'namespace' },
  { name: 'network-alias', kind: 'value' },
  { name: 'no-healthcheck', kind: 'flag' },
  { name: 'oom-kill-disable', kind: 'flag' },
  { name: 'oom-score-adj', kind: 'value' },
  { name: 'pid', kind: 'value', touches: 'namespace' },
  { name: 'pids-limit', kind: 'value' },
  { name: 'platform', kind: 'value' },
  { name: 'privileged', kind: 'flag', touches: 'privileged' },
  { name: 'publish', short: 'p', kind: 'value' },
  { name: 'publish-all', short: 'P', kind: 'flag' },
  { name: 'pull', kind: 'value' },
  { name: 'quiet', short: 'q', kind: 'flag' },
  { name: 'read-only', kind: 'flag' },
  { name: 'restart', kind: 'value' },
  { name: 'rm', kind: 'flag' },
  { name: 'runtime', kind: 'value', touches: 'runtime' },
  { name: 'security-opt', kind: 'value', touches: 'security' },
  { name: 'shm-size', kind: 'value' },
  { name: 'sig-proxy', kind: 'flag' },
  { name: 'stop-signal', kind: 'value' },
  { name: 'stop-timeout', kind: 'value' },
  { name: 'storage-opt', kind: 'value' },
  { name: 'sysctl', kind: 'value', touches: 'sysctl' },
  { name: 'tmpfs', kind: 'value' },
  { name: 'tty', short: 't', kind: 'flag' },
  { name: 'ulimit', kind: 'value', touches: 'ulimit' },
  { name: 'use-api-socket', kind: 'flag', touches: 'socket' },
  { name: 'user', short: 'u', kind: 'value' },
  { name: 'userns', kind: 'value', touches: 'namespace' },
  { name: 'uts', kind: 'value', touches: 'namespace' },
  { name: 'volume', short: 'v', kind: 'value', touches: 'volume' },
  { name: 'volume-driver', kind: 'value', touches: 'volume-driver' },
  { name: 'volumes-from', kind: 'value', touches: 'volumes-from' },
  { name: 'workdir', short: 'w', kind: 'value' },
];
