/** Settings and files of an administrator with anything in them. */
import * as fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Settings } from '../../packages/hooks/src/settings.ts';
import { schemaOf } from '../../packages/hooks/src/shape.ts';
import { anyValue, hostile, huge } from './fuzz-text.ts';

const names = Object.keys((schemaOf(Settings) as { properties: object }).properties);

/** Paths go below `directory`: what is written or removed there harms nobody. */
const paths = [
  ...['RUNNER_TEMP', 'HOOK_DOCKER_CONFIG', 'HOOK_EVENT_LOG', 'HOOK_POLICY_FILE'],
  ...['HOOK_ROLLOUT_FILE', 'HOOK_KILL_SWITCH', 'GITHUB_WORKSPACE'],
];

const short = hostile.map((text) => text.replaceAll('\0', ''));
const value = fc.oneof(
  { weight: 6, arbitrary: short },
  { weight: 3, arbitrary: fc.constantFrom('on', 'off', '1', '0', 'always', 'missing', 'never') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/a=/b', '/=/', '/a=/b,/a/c=/', 'ecr-login', '../x', '-'),
  },
  { weight: 1, arbitrary: huge },
);

export function settingsOf(directory: string): fc.Arbitrary<Record<string, string>> {
  const below = fc.oneof(
    short.map((text) => join(directory, 'away', text.replaceAll('..', ''))),
    fc.constantFrom('file', 'folder', 'policy', 'rollout', 'config', '_work/_temp').map((name) => {
      return join(directory, name);
    }),
  );
  const setting = fc
    .constantFrom(...names)
    .chain((name) => (paths.includes(name) ? below : value).map((given) => [name, given] as const));
  return fc.array(setting, { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

const rules = [
  ...['options', 'privileged', 'capabilities', 'paths', 'volumes', 'docker-socket', 'registries'],
  ...['namespaces', 'devices', 'images-without-digest', '__proto__', 'constructor', 'x'],
];
const limit = fc.oneof(
  fc.boolean(),
  fc.array(fc.constantFrom('*', '/', '/etc', '--*', 'ghcr.io', 'docker.io/*', 'NET_ADMIN')),
  anyValue,
);
const allow = fc.dictionary(fc.constantFrom(...rules), limit, { maxKeys: 4 });
const policy = fc.record({ allow }).map((document) => JSON.stringify(document));

const feature = fc.record(
  { variant: fc.constantFrom('on', 'off', 'shadow'), percent: fc.nat(120), only: anyValue },
  { requiredKeys: [] },
);
const featureName = fc.constantFrom(
  'credential-helper',
  'engine-exec',
  'service-names',
  '__proto__',
);
const rollout = fc
  .dictionary(featureName, fc.oneof(feature, fc.constantFrom('on', 'off'), anyValue), {
    maxKeys: 3,
  })
  .map((features) => JSON.stringify({ features }));

const config = fc
  .record(
    {
      auths: fc.dictionary(fc.constantFrom('ghcr.io', '__proto__', 'toString'), anyValue),
      credHelpers: fc.dictionary(fc.constantFrom('ghcr.io', '__proto__'), hostile),
      credsStore: fc.oneof(fc.constantFrom('ecr-login', '../../x', '-', ''), anyValue),
    },
    { requiredKeys: [] },
  )
  .map((document) => JSON.stringify(document));

const broken = fc.oneof(
  hostile,
  fc.constantFrom('[', '{a: ', '- ').map((piece) => piece.repeat(20_000)),
  fc.constantFrom('&a [*a]', '!!js/function x', '{? {a: b} : c}', 'a: &a [*a, *a]', '---\n---\n'),
);
const wellOrBroken = (text: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 5, arbitrary: text }, { weight: 1, arbitrary: broken });

/** Contents of the files that settings may name. */
export const adminFiles = fc.record({
  policy: wellOrBroken(policy),
  rollout: wellOrBroken(rollout),
  config: wellOrBroken(config),
});

export function writeAdminFiles(
  directory: string,
  files: Record<'policy' | 'rollout' | 'config', string>,
): void {
  for (const name of ['folder', 'config']) mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, 'file'), 'x');
  writeFileSync(join(directory, 'policy'), files.policy);
  writeFileSync(join(directory, 'rollout'), files.rollout);
  writeFileSync(join(directory, 'config/config.json'), files.config);
}
