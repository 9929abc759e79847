/** Texts that somebody may hope to be taken for something else. */
import * as fc from 'fast-check';

/** What a forged command of the runner says; the hook itself never does. */
export const forged = 'FORGED';
/** Part of each value of a variable, and of each password: none of them may be seen anywhere. */
export const variableMark = 'value-of-a-variable';
export const passwordMark = 'word-of-a-registry';

const commands = [
  ...['error', 'warning', 'debug', 'group', 'add-mask', 'stop-commands', 'set-output name=x'],
  ...['set-env name=PATH', 'save-state name=x', 'add-matcher'],
];

const pieces = [
  ...['', ' ', '-', '--', '-v/:/x', '--privileged', '--volume=/:/x', '--env-file', '--', '-e'],
  ...['$(id)', '`id`', "'", '"', '\\', '\\"', '"" ', '=', ':', ',', ';', '&&', '|', '*', '~'],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\v',
    '\u0085',
    '\u2028',
    '\u00a0',
    '\uFEFF',
    '\u001b[31m',
    '\u0007',
  ],
  ...[
    '%',
    '%0A',
    '%0D%0A',
    '%25',
    '{{.ID}}',
    '{{json .}}',
    '../',
    '/',
    '//',
    '/etc',
    '.',
    '#',
    '@',
  ],
  ...['__proto__', 'constructor', 'toString', 'DOCKER_HOST', 'LD_PRELOAD', 'NODE_OPTIONS', 'PATH'],
  ...['a', 'b c', 'é', '🙈', '\u202e', 'ſ', 'K', '0', 'true', 'null'],
  ...commands.flatMap((name) => [`::${name}::${forged}`, `##[${name}]${forged}`]),
];

/** Anything, also what no process can be given: NUL and half a character. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      { weight: 1, arbitrary: fc.constantFrom('\0', '\ud800', '\udfff') },
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

/** What a process can be given. */
export const word: fc.Arbitrary<string> = hostile.map((text) =>
  text.replaceAll(/[\0\p{Cs}]/gu, 'x'),
);

/** Longer than the kernel takes as one argument. */
export const huge = fc.constantFrom('x', ' ', '-', '"', '\\', "'", ':', '/', '\n').map((letter) => {
  return letter.repeat(140_000);
});

/** Whatever JSON can say, in places where something else belongs. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostile },
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom(null, [], {}, 0, -1, 1e308, true, '') },
  { weight: 1, arbitrary: huge },
  { weight: 1, arbitrary: fc.constantFrom(1, 50, 300).map(nested) },
  { weight: 1, arbitrary: fc.array(hostile, { minLength: 50, maxLength: 200 }) },
  { weight: 1, arbitrary: fc.dictionary(hostile, hostile, { maxKeys: 9 }) },
);

function nested(depth: number): unknown {
  return JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`);
}
