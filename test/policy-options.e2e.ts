/** What a policy reads in `options` is what docker's client makes of them, whatever the form. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dockerOptions } from '../packages/hooks/src/policy/docker-options.ts';
import { readOptions } from '../packages/hooks/src/policy/read-options.ts';
import { reading, startDockers, type Dockers } from './support/policy-options.ts';

let dockers: Dockers;
beforeAll(async () => {
  dockers = await startDockers();
});
afterAll(async () => {
  await dockers[Symbol.asyncDispose]();
});

test('the table has every option of every docker here, and none is of another kind', async () => {
  const known = new Map(dockerOptions.map((option) => [option.name, option]));
  expect(dockers.programs.length).toBeGreaterThan(0);
  const calls = dockers.programs.flatMap((program) => [
    [program, 'create', '--help'],
    [program, 'run', '--help'],
  ]);
  for (const call of calls) {
    const { stdout } = await dockers.environment.run(call);
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

const letters = fc.array(fc.constantFrom('i', 't', 'P', 'e', 'l', 'u', '=', 'A', '0'), {
  minLength: 1,
  maxLength: 4,
});
const values = fc.constantFrom('', '=', '=A', '=true', '=0', ' ', '"', '=-i', 'A');
const names = fc.constantFrom('label', 'env', 'privileged', 'user', 'tty', 'interactive', '', '-i');
const word = fc
  .oneof(
    { weight: 5, arbitrary: letters.map((given) => `-${given.join('')}`) },
    { weight: 5, arbitrary: fc.tuple(names, values).map((given) => `--${given.join('')}`) },
    fc.constantFrom('-', '--', 'A', '=', '', ' '),
  )
  // docker takes it for the image, and the beginning of an id is enough.
  .filter((text) => !/^[0-9a-f]+$/.test(text));

test('any words are read as docker reads them, or refused', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 3 }), async (generated) => {
      // The last may take one more for its value, which must not be the `--` of the hook.
      const words = [...generated, '--tty=true'];
      const read = readOptions(words);
      for (const created of await dockers.create(words)) {
        count += 1;
        expect(read.unclear).toBeUndefined();
        expect(reading(read.uses)).toEqual(created.reading);
      }
    }),
    { numRuns: 100 },
  );
  expect(count).toBeGreaterThan(20);
});

const given = {
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
    given[kind].chain((text) => {
      const value = kind === 'value' ? `a${text}` : text;
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
      for (const created of await dockers.create(words)) {
        count += 1;
        expect(reading(uses)).toEqual(created.reading);
      }
    }),
    { numRuns: 50 },
  );
  expect(count).toBeGreaterThan(30);
});
