import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { dockerOptions, type DockerOption } from './docker-options.ts';
import { hostOf } from './host.ts';
import { judge, violationText } from './judge.ts';
import type { Allow } from './policy-file.ts';

const nothing: Allow = {
  privileged: false,
  capabilities: [],
  'security-options': [],
  namespaces: [],
  devices: [],
  sysctls: [],
  ulimits: [],
  runtimes: [],
  paths: [],
  volumes: [],
  registries: [],
  'docker-socket': false,
  'images-without-digest': false,
};

function judged(options: readonly string[], allow = nothing) {
  const asked = [{ origin: 'x', images: [], options, volumes: [] }];
  return judge(asked, { file: '/p', allow }, hostOf(undefined, []));
}

/** What no container may have under this policy, by the option that asks for it. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  privileged: ['true', '1', 't', 'TRUE'],
  'cap-add': ['ALL', 'sys_admin', 'CAP_SYS_ADMIN', ' sys_ptrace'],
  'security-opt': ['seccomp=unconfined', 'apparmor:unconfined', 'label=disable', 'seccomp=/x'],
  network: ['host', 'name=host', '"name=host"', 'NAME= HOST', 'container:x'],
  net: ['host', 'container:x'],
  pid: ['host', 'container:x'],
  ipc: ['host', 'container:x'],
  uts: ['host'],
  userns: ['host'],
  cgroupns: ['host'],
  device: ['/dev/sda', '/dev/sda:/dev/x:r', 'vendor.com/gpu=0'],
  'device-cgroup-rule': ['a *:* rwm'],
  gpus: ['all', '"device=0"'],
  sysctl: ['kernel.msgmax=1'],
  ulimit: ['nofile=1'],
  runtime: ['runc'],
  volume: ['/etc:/x', '/:/x:ro', './x:/y', 'name:/x', '/run/docker.sock:/x'],
  mount: [
    'type=bind,src=/etc,dst=/x',
    'TYPE=BIND,"source=/",target=/x',
    'volume-opt=device=/,dst=/x',
  ],
  'volume-driver': ['x'],
  'volumes-from': ['x'],
  'env-file': ['/etc/shadow', 'x'],
  'label-file': ['/etc/shadow', '../x'],
  cidfile: ['/etc/x'],
  'use-api-socket': ['true'],
};

const harmless = fc.constantFrom(
  ...[
    ['--cpus', '2'],
    ['-it'],
    ['-e', '--privileged'],
    ['--label=a=b'],
    ['-h=x'],
    ['--init=false'],
  ],
);

const ways = ({ name, short, kind }: DockerOption, value: string): string[][] => {
  const long = kind === 'flag' ? [[`--${name}`]] : [[`--${name}`, value]];
  const letter =
    short === undefined
      ? []
      : [[`-${short}${value}`], [`-it${short}`, value], [`-${short}=${value}`]];
  return [[`--${name}=${value}`], ...long, ...letter];
};

const request = fc
  .constantFrom(...dockerOptions.filter(({ name }) => name in forbidden))
  .chain((option) =>
    fc
      .constantFrom(...(forbidden[option.name] ?? []))
      .chain((value) => fc.constantFrom(...ways(option, value))),
  );

test('what is forbidden is refused in whatever form, wherever it stands', () => {
  const around = fc.array(harmless, { maxLength: 4 });
  fc.assert(
    fc.property(around, request, around, (before, hostile, after) => {
      const violations = judged([...before.flat(), ...hostile, ...after.flat()]);
      expect(violations).toHaveLength(1);
    }),
    { numRuns: 1000 },
  );
});

test('every option that reaches beyond its container is among them', () => {
  const touching = dockerOptions.filter(({ touches }) => touches !== undefined);
  expect(touching.map(({ name }) => name).sort()).toEqual(Object.keys(forbidden).sort());
});

test('what is harmless is not refused', () => {
  fc.assert(
    fc.property(fc.array(harmless), (options) => {
      expect(judged(options.flat())).toEqual([]);
    }),
  );
});

test('judges any words, and gives each violation on one line', () => {
  const anything = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...dockerOptions.map(({ name }) => `--${name}`)),
    ),
  );
  fc.assert(
    fc.property(anything, (options) => {
      for (const violation of judged(options))
        expect(violationText(violation)).toMatch(/^x has `options: [^\p{Cc}]+`, [^\p{Cc}]+$/u);
    }),
  );
});
