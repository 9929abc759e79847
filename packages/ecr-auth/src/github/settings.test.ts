import { expect, test } from '@jest/globals';
import { githubSettings, parseBaseUrl } from './settings.ts';

test.each([
  [{ GITHUB_TOKEN: 'b' }, 'b'],
  [{ GH_TOKEN: 'a', GITHUB_TOKEN: 'b' }, 'a'],
  [{ GH_TOKEN: ' ', GITHUB_TOKEN: 'b\n' }, 'b'],
])('takes the token of %j', (env, token) => {
  expect(githubSettings(env)).toEqual({ baseUrl: 'https://api.github.com', token });
});

test.each([
  [{}, 'no-credentials'],
  [{ GH_TOKEN: '', GITHUB_TOKEN: ' ' }, 'no-credentials'],
  [{ GH_TOKEN: 'hidden\r\nx: y' }, 'settings'],
  [{ GH_TOKEN: 'hidden ü' }, 'settings'],
])('refuses %j', (env, reason) => {
  const reading = () => githubSettings(env);
  expect(reading).toThrow(expect.objectContaining({ reason }));
  expect(reading).not.toThrow('hidden');
});

test.each([
  ['https://api.github.com', 'https://api.github.com'],
  ['https://ghes.example/api/v3/', 'https://ghes.example/api/v3'],
  ['https://ghes.example:8443/api/v3', 'https://ghes.example:8443/api/v3'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://[::1]:8080/', 'http://[::1]:8080'],
  ['http://localhost/api', 'http://localhost/api'],
])('%s is an API', (value, url) => {
  expect(parseBaseUrl(value)).toBe(url);
});

test.each([
  ...['', 'api.github.com', 'ftp://ghes.example', 'http://ghes.example/api/v3', 'https://'],
  ...['http://localhost.example', 'http://127.0.0.1.example', 'http://128.0.0.1'],
  ...['https://user:hidden@ghes.example', 'https://ghes.example/?a=hidden', 'https://a.example/#b'],
])('%j is none', (value) => {
  const parsing = () => parseBaseUrl(value);
  expect(parsing).toThrow(expect.objectContaining({ reason: 'settings' }));
  expect(parsing).not.toThrow('hidden');
});
