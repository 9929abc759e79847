import { expect, test } from '@jest/globals';
import { checkConfig, mergeConfig } from './merge-config.ts';
import type { DockerConfig } from './config-file.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const other = 'ghcr.io';
const secret = 'QVdTOnNlY3JldA==';
const wish = { hosts: [host], helper: 'ecr-auth' };

test('starts a configuration where there is none', () => {
  expect(mergeConfig(undefined, wish)).toEqual({
    config: { credHelpers: { [host]: 'ecr-auth' } },
    changes: [`Set credHelpers["${host}"] to ecr-auth.`],
    warnings: [],
  });
});

test('keeps unknown keys, their order and the helpers of other hosts', () => {
  const text = `{"HttpHeaders":{"b":1,"a":2},"credHelpers":{"${other}":"x"},"auths":{},"proxies":null}`;
  expect(JSON.stringify(mergeConfig(parse(text), wish).config)).toBe(
    text.replace('"x"', `"x","${host}":"ecr-auth"`),
  );
});

test('changes nothing the second time, nor the object it was given', () => {
  const old = freeze({ credHelpers: { [other]: 'x' }, auths: { [host]: { auth: secret } } });
  const { config } = mergeConfig(old, wish);
  expect(mergeConfig(config, wish)).toEqual({ config, changes: [], warnings: [] });
  expect(checkConfig(config, wish)).toEqual([]);
});

test('names a host once, however often it is asked for', () => {
  const twice = { hosts: [host, host], helper: 'ecr-auth' };
  expect(mergeConfig({}, twice).changes).toHaveLength(1);
  expect(checkConfig({}, twice)).toEqual([
    `credHelpers["${host}"] is missing; it should be ecr-auth.`,
  ]);
});

test('adds nothing to a configuration that is to serve no host', () => {
  expect(mergeConfig({}, { hosts: [], helper: 'ecr-auth' })).toEqual({
    config: {},
    changes: [],
    warnings: [],
  });
});

test('reads null as docker does: as nothing', () => {
  expect(mergeConfig({ auths: null, credHelpers: null }, wish).config).toEqual({
    auths: null,
    credHelpers: { [host]: 'ecr-auth' },
  });
});

test.each([
  host,
  `https://${host}`,
  `https://${host}/`,
  `https://${host}/v2/`,
  `http://${host}/v1/`,
  `${host}/v2/`,
  `HTTPS://${host.toUpperCase()}`,
  `https://AWS:${secret}@${host}/v2/`,
])('removes the stored login auths[%j] without showing it', (key) => {
  const kept = { [other]: { auth: 'kept' } };
  const old = { auths: { [key]: { auth: secret }, ...kept }, credHelpers: { [host]: 'ecr-auth' } };
  const { config, changes } = mergeConfig(old, wish);
  expect(config['auths']).toEqual(kept);
  expect(changes).toEqual([expect.stringContaining('Removed the stored login')]);
  expect(checkConfig(old, wish)).toEqual([expect.stringContaining('still holds a stored login')]);
  expect(changes.join() + checkConfig(old, wish).join()).not.toContain(secret);
});

test.each([
  other,
  `${host}.evil.example`,
  `evil.${host}`,
  `https://evil.example/${host}`,
  `https://evil.example/@${host}`,
  `${host}:443`,
  host.replace('eu-west-1', 'eu-west-2'),
])('leaves the login auths[%j], which is of another host', (key) => {
  const old = { auths: { [key]: { auth: secret } }, credHelpers: { [host]: 'ecr-auth' } };
  expect(mergeConfig(old, wish)).toMatchObject({ config: old, changes: [] });
});

test('leaves the empty entry that docker writes beside a helper', () => {
  const old = { auths: { [host]: {} }, credHelpers: { [host]: 'ecr-auth' } };
  expect(mergeConfig(old, wish)).toEqual({ config: old, changes: [], warnings: [] });
  expect(checkConfig(old, wish)).toEqual([]);
});

test('warns when it replaces another helper', () => {
  const old = { credHelpers: { [host]: 'ecr-login' } };
  const { config, changes, warnings } = mergeConfig(old, wish);
  expect(config).toEqual({ credHelpers: { [host]: 'ecr-auth' } });
  expect(changes).toEqual([`Changed credHelpers["${host}"] from ecr-login to ecr-auth.`]);
  expect(warnings).toEqual([expect.stringContaining('ecr-login, which ecr-auth replaces')]);
  expect(checkConfig(old, wish)).toEqual([
    `credHelpers["${host}"] is ecr-login; it should be ecr-auth.`,
  ]);
});

test.each([secret, { auth: secret }, '', 7, null])(
  'replaces a helper that is %j without showing it',
  (value) => {
    const merged = mergeConfig({ credHelpers: { [host]: value } }, wish);
    expect(merged.config).toEqual({ credHelpers: { [host]: 'ecr-auth' } });
    expect(JSON.stringify(merged)).not.toContain(secret);
    expect(merged.changes).toEqual([expect.stringContaining('(not a helper name)')]);
  },
);

test('says that a credsStore stays for all other registries', () => {
  const { config, warnings } = mergeConfig({ credsStore: 'desktop' }, wish);
  expect(config['credsStore']).toBe('desktop');
  expect(warnings).toEqual([
    'credsStore (desktop) stays: docker uses it for all other registries.',
  ]);
  expect(mergeConfig({ credsStore: '' }, wish).warnings).toEqual([]);
});

test.each([`https://${host}`, `${host}/v2/`, `${host}/app`, `https://u:${secret}@${host}`])(
  'warns of the key credHelpers[%j], which docker ignores',
  (key) => {
    const { config, warnings } = mergeConfig({ credHelpers: { [key]: 'ecr-auth' } }, wish);
    expect(config).toEqual({ credHelpers: { [key]: 'ecr-auth', [host]: 'ecr-auth' } });
    expect(warnings).toEqual([expect.stringContaining('docker ignores')]);
    expect(warnings.join()).not.toContain(secret);
  },
);

test('knows that the key of Docker Hub is a URL', () => {
  const old = { credHelpers: { 'https://index.docker.io/v1/': 'desktop' } };
  expect(mergeConfig(old, wish).warnings).toEqual([]);
});

test('keeps every key named __proto__ as plain data', () => {
  const text =
    `{"__proto__":{"auths":{}},"credHelpers":{"__proto__":"x","constructor":"y"},` +
    `"auths":{"__proto__":{"auth":"z"},"${host}":{"auth":"z"}}}`;
  const { config } = mergeConfig(parse(text), wish);
  expect(JSON.stringify(config)).toBe(
    text.replace('"y"', `"y","${host}":"ecr-auth"`).replace(`,"${host}":{"auth":"z"}`, ''),
  );
});

test.each(['__proto__', 'constructor', 'toString'])(
  'sets the helper of a host named %s as plain data',
  (name) => {
    const { config } = mergeConfig({}, { hosts: [name], helper: 'ecr-auth' });
    expect(JSON.stringify(config)).toBe(`{"credHelpers":{"${name}":"ecr-auth"}}`);
    expect(checkConfig({}, { hosts: [name], helper: 'ecr-auth' })).toHaveLength(1);
  },
);

test('puts a key with line breaks and escapes in one line', () => {
  const { warnings } = mergeConfig({ credHelpers: { 'a/\n::error::\u001b[1m': 'x' } }, wish);
  // eslint-disable-next-line no-control-regex
  expect(warnings.join()).not.toMatch(/[\u0000-\u001f]/);
});

test.each([[{ credHelpers: [] }], [{ credHelpers: 'ecr-auth' }], [{ auths: [] }], [{ auths: 1 }]])(
  'refuses %j',
  (config) => {
    const why = /is not a docker configuration: "(credHelpers|auths)" is /;
    expect(() => mergeConfig(config, wish)).toThrow(why);
    expect(() => checkConfig(config, wish)).toThrow(why);
  },
);

function parse(text: string): DockerConfig {
  return JSON.parse(text) as DockerConfig;
}

function freeze(config: Record<string, object>): DockerConfig {
  for (const section of Object.values(config)) Object.freeze(section);
  return Object.freeze(config);
}
