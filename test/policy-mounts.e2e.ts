/** No form of a mount or a network reaches the host without a policy seeing it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mountSources, volumeSource } from '../packages/hooks/src/policy/mounts.ts';
import { foreignNamespaces } from '../packages/hooks/src/policy/namespaces.ts';
import { startDockers, type Dockers } from './support/policy-options.ts';

let dockers: Dockers;
beforeAll(async () => {
  dockers = await startDockers();
});
afterAll(async () => {
  await dockers[Symbol.asyncDispose]();
});

test('no form of --network reaches the network of the host unseen', async () => {
  const id = await dockers.environment.docker('network', 'inspect', '--format', '{{.Id}}', 'host');
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
  for (const name of names) {
    const created = await dockers.create([`--network=${name}`]);
    const modes = created.map(({ host }) => host.NetworkMode);
    if (!modes.some((mode) => mode === 'host' || id.startsWith(mode))) continue;
    count += 1;
    expect([name, foreignNamespaces('network', name)]).not.toEqual([name, []]);
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
      for (const { host } of await dockers.create(['--mount', text])) {
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
      numRuns: 60,
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
  for (const text of texts) {
    const created = await dockers.create(['-v', text]);
    const source = volumeSource(text);
    for (const [bind = ''] of created.map(({ host }) => host.Binds ?? [])) {
      count += bind === '' ? 0 : 1;
      const expected = bind.startsWith('/') ? ['path', 'unclear'] : ['volume', 'none', 'unclear'];
      expect([text, expected]).toEqual([text, expect.arrayContaining([source.kind])]);
      const path = source.kind === 'path' ? source.path : bind.split(':')[0];
      expect(bind.split(':')[0]).toBe(path);
    }
  }
  expect(count).toBeGreaterThan(8);
});
