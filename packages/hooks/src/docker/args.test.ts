import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createArgs, runArgs, type ContainerSpec } from './args.ts';
import { execArgs } from './exec-args.ts';

const spec: ContainerSpec = {
  name: 'n',
  labels: { a: 'b' },
  workdir: '/w x',
  network: 'net',
  aliases: ['one', 'two'],
  ports: ['80'],
  options: ['--cpus', '2'],
  env: new Map(),
  mounts: [],
  entrypoint: 'sh',
  image: 'img',
  args: ['-c', 'echo "a b"'],
};

test('one literal list, the image and its arguments behind the end of the flags', () => {
  expect(createArgs(spec, ['--env-file', 'f'])).toEqual([
    ...['create', '--pull', 'never', '--name', 'n', '--workdir', '/w x'],
    ...['--network', 'net', '--network-alias', 'one', '--network-alias', 'two', '--publish', '80'],
    ...['--label', 'a=b', '--cpus', '2', '--label', 'a=b', '--env-file', 'f', '--entrypoint', 'sh'],
    ...['--', 'img', '-c', 'echo "a b"'],
  ]);
  expect(runArgs(spec, []).slice(0, 2)).toEqual(['run', '--rm']);
});

test.each([
  [{ source: '/a b', target: '/c', mode: 'ro,z' }, ['--volume', '/a b:/c:ro,z']],
  [{ source: undefined, target: '/c', mode: '' }, ['--volume', '/c']],
  [{ source: '', target: '/c', mode: '' }, ['--volume', ':/c']],
  [{ source: '/a', target: '', mode: 'ro' }, ['--volume', '/a::ro']],
  [
    { source: '/a:b', target: '/c', mode: 'ro' },
    ['--mount', 'type=bind,source=/a:b,target=/c,readonly'],
  ],
  [
    { source: '/a:,"b', target: '/c', mode: '' },
    ['--mount', 'type=bind,"source=/a:,""b",target=/c'],
  ],
])('mounts %j', (mount, args) => {
  const argv = createArgs({ ...spec, mounts: [mount] }, []);
  const start = argv.indexOf(args[0] ?? '');
  expect(argv.slice(start, start + 2)).toEqual(args);
});

test('whatever the arguments of a command are, each stays one element behind the end of the flags', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (command) => {
      const argv = execArgs({ container: 'id', workdir: undefined, command }, []);
      expect(argv).toEqual(['exec', '--', 'id', ...command]);
    }),
  );
});
