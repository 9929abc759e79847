/**
 * Test images, made without docker: one layer with Debian's static busybox, and a configuration.
 *
 * What tests can count on in a container: `sh`, all applets, and names. `ping -c1 NAME`, `nslookup
 * NAME`, `nc NAME PORT` and `wget -qO- http://NAME/` resolve services, as long as the image has no
 * /etc/nsswitch.conf: with one, a static glibc loads modules and may crash. A server:
 * `httpd -f -p 80 -h /www` or `nc -ll -p 6379 -e echo PONG`.
 */
import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { User } from './inside.ts';
import { findProgram } from './programs.ts';
import type { TarEntry } from './tar.ts';

const execute = promisify(execFile);

export interface ImageSpec {
  /** Null: without this variable, also without the PATH that images have. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly cmd?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
  /** `80/tcp` */
  readonly exposed?: readonly string[];
  readonly volumes?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly healthcheck?: Healthcheck;
  /**
   * Path -> content. What starts with `#!` is executable. `/etc/os-release` says Debian if not given;
   * null leaves it out.
   */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Path -> target of a symbolic link. */
  readonly links?: Readonly<Record<string, string>>;
  /** False: no busybox, thus no shell, as in a distroless image. */
  readonly busybox?: boolean;
  /** Absolute paths of programs of this machine which are copied, with the libraries they need. */
  readonly programs?: readonly string[];
  /** Path -> program of this machine that is copied there, with the libraries it needs. */
  readonly programsAt?: Readonly<Record<string, string>>;
  /** Only the libraries of these programs, so that they run when they are mounted (the runner's node). */
  readonly librariesOf?: readonly string[];
  /** Folder -> who owns it and what is in it; default root. */
  readonly owners?: Readonly<Record<string, User>>;
  /** What the image says it is for, `arm64`; default the machine's own. */
  readonly architecture?: string;
  /** It stands in a manifest list that has nothing for other architectures. */
  readonly isListed?: boolean;
}

export interface Healthcheck {
  /** `['CMD-SHELL', 'test -e /ready']`, `['CMD', 'true']` or `['NONE']` */
  readonly test: readonly string[];
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly startPeriodMs?: number;
  readonly retries?: number;
}

const osRelease = [
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
  'NAME="Debian GNU/Linux"',
  'VERSION_ID="12"',
  'ID=debian',
  '',
].join('\n');

const baseFiles: Readonly<Record<string, string>> = {
  '/etc/os-release': osRelease,
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n',
  '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
};

/** Since Debian 12 these are links into /usr; files are put behind them. */
const merged = ['bin', 'sbin', 'lib', 'lib64'];

const baseDirectories = ['etc', 'proc', 'sys', 'dev', 'root', 'run', 'usr', 'var'];

/** What stands in the layer of the image. */
export async function imageEntries(spec: ImageSpec): Promise<TarEntry[]> {
  const placed = Object.entries(spec.programsAt ?? {});
  const programs = [...(spec.programs ?? []), ...placed.map(([, path]) => path)];
  const libraries = await librariesOf([...programs, ...(spec.librariesOf ?? [])]);
  const files = [
    ...(spec.busybox === false ? [] : await busybox()),
    ...(await Promise.all([...(spec.programs ?? []), ...libraries].map((path) => copied(path)))),
    ...(await Promise.all(placed.map(([place, path]) => copied(path, place)))),
    ...present({ ...baseFiles, ...spec.files }).map(written),
    ...Object.entries(spec.links ?? {}).map(linked),
  ];
  const directories = new Set([
    ...baseDirectories,
    ...merged.map((name) => `usr/${name}`),
    ...files.flatMap(({ path }) => parents(path)),
  ]);
  directories.delete('tmp');
  const entries = [
    { path: 'tmp', mode: 0o1777 },
    ...[...directories].sort().map((path) => ({ path, mode: 0o755 })),
    ...merged.map((name) => ({ path: name, mode: 0o777, target: `usr/${name}` })),
    ...files,
  ];
  return entries.map((entry) => ({ ...entry, ...ownerOf(entry.path, spec.owners) }));
}

function ownerOf(path: string, owners: ImageSpec['owners'] = {}): { owner?: User } {
  const folder = Object.keys(owners).find((name) => `/${path}/`.startsWith(`${name}/`));
  const owner = folder === undefined ? undefined : owners[folder];
  return owner ? { owner } : {};
}

/** The image's configuration (github.com/opencontainers/image-spec, config.md) but for `rootfs`. */
export function imageConfig(spec: ImageSpec) {
  const keys = (names: readonly string[] = []) =>
    Object.fromEntries(names.map((name) => [name, {}]));
  return {
    architecture: spec.architecture ?? (process.arch === 'x64' ? 'amd64' : process.arch),
    os: 'linux',
    created: '2026-01-01T00:00:00Z',
    config: {
      Env: present({
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...spec.env,
      }).map(([name, value]) => `${name}=${value}`),
      Cmd: spec.cmd ?? (spec.entrypoint ? null : ['/bin/sh']),
      Entrypoint: spec.entrypoint ?? null,
      User: spec.user ?? '',
      WorkingDir: spec.workdir ?? '',
      ExposedPorts: keys(spec.exposed),
      Volumes: keys(spec.volumes),
      Labels: spec.labels ?? {},
      ...(spec.stopSignal && { StopSignal: spec.stopSignal }),
      ...(spec.healthcheck && { Healthcheck: healthcheck(spec.healthcheck) }),
    },
  };
}

/** Docker counts in nanoseconds; 0 means its own default. */
function healthcheck(check: Healthcheck): object {
  const nanoseconds = (ms = 0) => ms * 1_000_000;
  return {
    Test: check.test,
    Interval: nanoseconds(check.intervalMs),
    Timeout: nanoseconds(check.timeoutMs),
    StartPeriod: nanoseconds(check.startPeriodMs),
    Retries: check.retries ?? 0,
  };
}

async function busybox(): Promise<TarEntry[]> {
  const program = findProgram('busybox', process.env['PATH'] ?? '') ?? '/bin/busybox';
  const { stdout } = await execute(program, ['--list']);
  const applets = stdout.split('\n').filter((name) => name && name !== 'busybox');
  return [
    { path: 'usr/bin/busybox', mode: 0o755, content: await readFile(program) },
    ...applets.map((name) => ({ path: `usr/bin/${name}`, mode: 0o777, target: 'busybox' })),
    ...(await Promise.all((await librariesOf([program])).map((path) => copied(path)))),
  ];
}

/** A static program has none; ldd calls that a failure. */
async function librariesOf(programs: readonly string[]): Promise<string[]> {
  const outputs = await Promise.all(
    programs.map((program) => execute('ldd', [program]).catch(() => ({ stdout: '' }))),
  );
  const paths = outputs.flatMap(({ stdout }) => stdout.match(/\/\S+(?= \(0x)/g) ?? []);
  return [...new Set(paths)];
}

async function copied(path: string, place = path): Promise<TarEntry> {
  return { path: layerPath(place), mode: 0o755, content: await readFile(await realpath(path)) };
}

function written([path, content]: readonly [string, string]): TarEntry {
  const mode = content.startsWith('#!') ? 0o755 : 0o644;
  return { path: layerPath(path), mode, content: Buffer.from(content) };
}

function linked([path, target]: readonly [string, string]): TarEntry {
  return { path: layerPath(path), mode: 0o777, target };
}

function present(values: Readonly<Record<string, string | null>>): [string, string][] {
  return Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null);
}

function layerPath(path: string): string {
  const inside = path.replace(/^\/+/, '');
  return merged.includes(inside.split('/')[0] ?? '') ? `usr/${inside}` : inside;
}

function parents(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
