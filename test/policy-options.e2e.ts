/** What a policy reads in `options` is what docker's client makes of them, whatever the form. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dockerOptions } from '../packages/hooks/src/policy/docker-options.ts';
import { mountSources, volumeSource } from '../packages/hooks/src/policy/mounts.ts';
import { foreignNamespaces } from '../packages/hooks/src/policy/namespaces.ts';
import { readOptions } from '../packages/hooks/src/policy/read-options.ts';
import { startEnvironment, type Environment } from './support/environment.ts';
import { findProgram } from './support/programs.ts';
import { createWithOptions, reading, type Created } from './support/policy-options.ts';

const image = 'localhost/policy:1';

let environment: Environment;
/** Every docker on PATH: what is found first is the hook's. */
let programs: string[];
beforeAll(async () => {
  environment = await startEnvironment();
  await environment.run(['sh', '-c', `tar -c -T /dev/null | docker import - ${image}`], {
    env: { PATH: environment.path, DOCKER_HOST: environment.dockerHost },
  });
  const folders = environment.path.split(':');
  programs = folders.flatMap((folder) => findProgram('docker', folder) ?? []);
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** What each docker makes of the words; undefined when it refuses them. */
const create = async (words: readonly string[]): Promise<Created[]> => {
  const made = await Promise.all(
    programs.map((program) => createWithOptions(environment, program, words, image)),
  );
  return made.filter((one) => one !== undefined);
};

test('the table has every option of every docker here, and none is of another kind', async () => {
  const known = new Map(dockerOptions.map((option) => [option.name, option]));
  expect(programs.length).toBeGreaterThan(0);
  for (const program of programs)
    for (const command of ['create', 'run']) {
      const { stdout } = await environment.run([program, command, '--help']);
      const lines = [
        ...stdout.matchAll(/^ {2}(?:-(\w),| {3}) --([a-z0-9-]+)(?: (\S+))?(?= {2}|$)/gm),
      ];
      expect(lines.length).toBeGreaterThan(90);
      for (const [, short, name = '', type] of lines) {
        const kind = type === undefined ? 'flag' : 'value';
        expect([name, known.get(name)]).toEqual([name, expect.objectContaining({ name, kind })]);
        expect([name, known.get(name)?.short]).toEqual([name, short]);
      }
    }
});

const pieces = fc.constantFrom(
  ...['-', '-', '--', '=', 'i', 't', 'e', 'l', 'h', 'p', 'u', 'A', '80', ' ', '"', 'P'],
  ...['label', 'env', 'privileged', 'hostname', 'tty', 'true', 'false', '0'],
);
const word = fc.array(pieces, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));

test('any words are read as docker reads them, or refused', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 3 }), async (generated) => {
      // The last may take one more for its value, which must not be the `--` of the hook.
      const words = [...generated, '--tty=true'];
      const read = readOptions(words);
      for (const created of await create(words)) {
        count += 1;
        expect(read.unclear).toBeUndefined();
        expect(reading(read.uses)).toEqual(created.reading);
      }
    }),
    { numRuns: 150 },
  );
  expect(count).toBeGreaterThan(0);
});

const values = {
  value: fc.string({ unit: fc.constantFrom('a', '=', '-', ',', '"', "'", ' ', ':'), maxLength: 6 }),
  flag: fc.constantFrom('true', 'false', '1', '0', 't', 'F', 'TRUE', 'False'),
};
const written = [
  'label',
  'env',
  'hostname',
  'user',
  'interactive',
  'tty',
  'publish-all',
  'privileged',
];
const forms = fc
  .constantFrom(...dockerOptions.filter(({ name }) => written.includes(name)))
  .chain(({ name, short, kind }) =>
    values[kind].chain((given) => {
      const value = kind === 'value' ? `a${given}` : given;
      const cluster = short === undefined ? [] : [[`-it${short}=${value}`], [`-${short}=${value}`]];
      const attached =
        kind === 'value' && short !== undefined
          ? [[`-${short}${value}`], [`-${short}`, value], [`-ti${short}`, value]]
          : [];
      const apart = kind === 'value' ? [[`--${name}`, value]] : [[`--${name}`]];
      return fc.constantFrom<string[]>([`--${name}=${value}`], ...cluster, ...attached, ...apart);
    }),
  );

test('every form of an option is read as docker reads it', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(forms, { minLength: 1, maxLength: 4 }), async (parts) => {
      const words = parts.flat();
      const { uses, unclear } = readOptions(words);
      expect(unclear).toBeUndefined();
      for (const created of await create(words)) {
        count += 1;
        expect(reading(uses)).toEqual(created.reading);
      }
    }),
    { numRuns: 60 },
  );
  expect(count).toBeGreaterThan(30);
});

test('no form of --network reaches the network of the host unseen', async () => {
  const id = await environment.docker('network', 'inspect', '--format', '{{.Id}}', 'host');
  const names = [
    'host',
    'name=host',
    'NAME=HOST',
    '"name=host"',
    'name=host,alias=a',
    'alias=a,name=host',
  ];
  names.push(
    'Host',
    'name= host',
    ' host',
    'name=bridge,name=host',
    id,
    id.slice(0, 12),
    id.slice(0, 4),
    `name=${id}`,
  );
  let count = 0;
  for (const name of names)
    for (const { host } of await create([`--network=${name}`])) {
      const isHost = host.NetworkMode === 'host' || id.startsWith(host.NetworkMode);
      count += isHost ? 1 : 0;
      if (isHost) expect([name, foreignNamespaces('network', name)]).not.toEqual([name, []]);
    }
  expect(count).toBeGreaterThan(6);
});

const field = fc.constantFrom(
  ...[
    'type=bind',
    'TYPE=Bind',
    'type=volume',
    'type=tmpfs',
    '"type=bind"',
    'type= bind',
    'readonly',
  ],
  ...[
    'src=/etc',
    'SOURCE=/etc/',
    'source=/etc/../etc',
    '"src=/etc"',
    'src="/etc"',
    'src=name',
    ' src=/etc',
  ],
  ...['src=//etc', 'ro=true', 'volume-driver=local', 'volume-opt=device=/etc', 'volume-opt=o=bind'],
  ...['volume-opt=type=none', 'src=./x', 'bind-propagation=shared', 'consistency=cached', ''],
);

test('no form of --mount takes a folder of the host unseen', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 4 }), async (fields) => {
      const text = [...fields, 'dst=/x'].join(',');
      const sources = mountSources(text);
      for (const { host } of await create(['--mount', text])) {
        const [mount] = host.Mounts ?? [];
        const reaches = mount?.Type === 'bind' || mount?.VolumeOptions?.DriverConfig !== undefined;
        count += reaches ? 1 : 0;
        if (!reaches) continue;
        const seen = sources.flatMap((source) => (source.kind === 'path' ? source.path : []));
        const isUnclear = sources.some(({ kind }) => kind === 'unclear');
        if (!isUnclear) expect(seen).toContain(mount.Source);
      }
    }),
    {
      numRuns: 80,
      examples: [[['type=bind', 'src=/etc']], [['volume-driver=local', 'volume-opt=device=/etc']]],
    },
  );
  expect(count).toBeGreaterThan(2);
});

test('no form of --volume takes a folder of the host unseen', async () => {
  const texts = [
    '/etc:/x',
    '/etc:/x:ro',
    '//etc:/x',
    '/etc/../etc:/x',
    './etc:/x',
    '.:/x',
    '~:/x',
    'etc:/x',
  ];
  texts.push(
    '/etc',
    '/etc:ro',
    ':/etc:/x',
    'a:b:/x',
    '/a:/b:/c:ro',
    'c:/etc:/x',
    '$HOME:/x',
    '../etc:/x',
  );
  let count = 0;
  for (const text of texts)
    for (const { host } of await create(['-v', text])) {
      const [bind = ''] = host.Binds ?? [];
      count += bind === '' ? 0 : 1;
      const source = volumeSource(text);
      const expected = bind.startsWith('/') ? ['path', 'unclear'] : ['volume', 'none', 'unclear'];
      expect([text, expected]).toEqual([text, expect.arrayContaining([source.kind])]);
      if (source.kind === 'path') expect(bind.split(':')[0]).toBe(source.path);
    }
  expect(count).toBeGreaterThan(8);
});
