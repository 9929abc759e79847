import { matchesWildcard } from '../admin-file/wildcard.ts';
import type { Touches } from './docker-options.ts';
import type { Host } from './host.ts';
import { judgePath, judgeSource, limitsMounts } from './judge-sources.ts';
import { judgeList, limitText } from './limits.ts';
import { mountSources, volumeSource } from './mounts.ts';
import { foreignNamespaces } from './namespaces.ts';
import type { Allow } from './policy-file.ts';
import type { OptionUse } from './read-options.ts';

type Judge = (value: string, allow: Allow, host: Host, option: string) => string | undefined;

/** @returns a clause why a container may not have this option, or nothing */
export function judgeOption(
  { option, value }: OptionUse,
  allow: Allow,
  host: Host,
): string | undefined {
  const { name, touches, kind } = option;
  if (kind === 'flag' && isFalse(value)) return undefined;
  return touches && judges[touches](value, allow, host, name);
}

/** Whether the policy allows an option by its name, whatever it says. */
export function judgeName({ option }: OptionUse, allow: Allow): string | undefined {
  return judgeList('options', `--${option.name}`, allow);
}

const judges: Readonly<Record<Touches, Judge>> = {
  privileged: judgePrivileged,
  capability: judgeCapability,
  security: judgeSecurity,
  namespace: (value, allow, _host, option) => {
    const foreign = foreignNamespaces(option, value);
    return first(foreign.map((mode) => judgeList('namespaces', mode, allow)));
  },
  device: judgeDevice,
  'device-rule': (value, allow) => judgeList('devices', value.trim(), allow),
  gpus: (_value, allow) => judgeList('devices', 'gpus', allow),
  sysctl: judgeSysctl,
  ulimit: (value, allow) => judgeList('ulimits', value, allow),
  runtime: (value, allow) => (value === '' ? undefined : judgeList('runtimes', value, allow)),
  volume: (value, allow, host) => judgeSource(volumeSource(value), allow, host),
  mount: (value, allow, host) =>
    first(mountSources(value).map((source) => judgeSource(source, allow, host))),
  'volume-driver': (value, allow) =>
    ['', 'local'].includes(value) || !limitsMounts(allow)
      ? undefined
      : 'which can make any folder of the host a volume',
  'volumes-from': (_value, allow) =>
    limitsMounts(allow) ? 'which mounts what another container has' : undefined,
  file: judgeFile,
  socket: (_value, allow, host) => first(host.sockets.map((path) => judgePath(path, allow, host))),
};

/** A privileged container has all that these rules would limit. */
function judgePrivileged(_value: string, allow: Allow): string | undefined {
  if (allow.privileged === true) return undefined;
  if (allow.privileged === false) return limitText('privileged', allow);
  const limited = (['capabilities', 'devices', 'security-options'] as const).find(
    (rule) => allow[rule] !== undefined,
  );
  return limited && `which is more than allow.${limited} allows; allow.privileged is not true`;
}

/** What docker gives every container that does not drop it (moby, `oci/caps/defaults.go`). */
const defaultCapabilities = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD'],
  ...['NET_BIND_SERVICE', 'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

function judgeCapability(value: string, allow: Allow): string | undefined {
  const name = value.trim().toUpperCase().replace(/^CAP_/, '');
  const { capabilities } = allow;
  if (capabilities === undefined || defaultCapabilities.includes(name)) return undefined;
  const wanted = capabilities.map((capability) => capability.replace(/^CAP_/, ''));
  return wanted.includes(name) ? undefined : limitText('capabilities', allow);
}

/** `seccomp=x`, also written `seccomp:x`; a profile is a file that docker's client reads. */
function judgeSecurity(value: string, allow: Allow, host: Host): string | undefined {
  const option = value.includes('=') ? value : value.replace(':', '=');
  if (['no-new-privileges', 'no-new-privileges=true'].includes(option)) return undefined;
  const limited = judgeList('security-options', option, allow);
  const profile = /^seccomp=(?!(?:unconfined|builtin)$)(.*)$/.exec(option)?.[1];
  return limited ?? (profile === undefined ? undefined : judgeFile(profile, allow, host));
}

/** The grammar of CDI, `vendor.com/class=name`. */
const cdiName = /^[a-z0-9][\w.-]*\/[a-z][\w-]*=[a-z0-9][\w.:-]*$/i;

/** `/dev/fuse:/dev/x:rwm`, or the name of a CDI device. */
function judgeDevice(value: string, allow: Allow, host: Host): string | undefined {
  const { devices } = allow;
  const [path = ''] = value.split(':');
  if (devices === undefined) return undefined;
  if (cdiName.test(value)) return judgeList('devices', value, allow);
  if (!path.startsWith('/'))
    return 'which is neither an absolute path nor the name of a CDI device';
  const real = hasParents(path) ? undefined : host.realPath(path);
  const isAllowed = (name: string) => devices.some((pattern) => matchesWildcard(pattern, name));
  // One that is allowed by name may be a link that the workflow made.
  return real !== undefined && isAllowed(real) ? undefined : limitText('devices', allow);
}

/** runc takes slashes for dots, too; a name with slashes fits no pattern. */
function judgeSysctl(value: string, allow: Allow): string | undefined {
  const [name = ''] = value.split('=');
  if (allow.sysctls === undefined) return undefined;
  return name.includes('/') ? limitText('sysctls', allow) : judgeList('sysctls', name, allow);
}

/** A file that docker's client opens, which goes back from where a link leads. */
function judgeFile(value: string, allow: Allow, host: Host): string | undefined {
  if (value === '' || allow.paths === undefined) return undefined;
  return hasParents(value) ? 'whose path has `..` in it' : judgePath(value, allow, host);
}

function hasParents(path: string): boolean {
  return path.split('/').includes('..');
}

/** Go's `strconv.ParseBool`; docker refuses what is neither. */
function isFalse(value: string): boolean {
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value);
}

function first(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find((reason) => reason !== undefined);
}
