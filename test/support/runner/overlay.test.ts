import { expect, test } from '@jest/globals';
import { actionPaths, jobPaths, proxyVariables, translatePaths } from './overlay.ts';

const work = '/r/_work';
const folders = { root: '/r', work, temp: `${work}/_temp`, workspace: `${work}/hello/hello` };

test.each([
  [`${work}/hello/hello`, '/__w/hello/hello', '/github/workspace'],
  [`${work}/_temp`, '/__w/_temp', '/github/runner_temp'],
  [`${work}/_temp/_github_home/x`, '/github/home/x', '/github/home/x'],
  [`${work}/_temp/_github_workflow/event.json`, '/github/workflow/event.json', undefined],
  [`${work}/_temp/_runner_file_commands/x`, '/__w/_temp/_runner_file_commands/x', undefined],
  [`${work}/_tool`, '/__w/_tool', `${work}/_tool`],
  ['/r/externals/node20', '/__e/node20', '/r/externals/node20'],
  [`${work}er`, `${work}er`, `${work}er`],
  [`a:${work}`, `a:${work}`, `a:${work}`],
  ['', '', ''],
])('translates %s', (value, inJob, inAction) => {
  expect(translatePaths({ X: value }, jobPaths(folders))).toEqual({ X: inJob });
  if (inAction === undefined) return;
  expect(translatePaths({ X: value }, actionPaths(folders))).toEqual({ X: inAction });
});

test('leaves null to the hook', () => {
  expect(translatePaths({ X: null }, jobPaths(folders))).toEqual({ X: null });
});

test('gives proxies in both cases', () => {
  expect(proxyVariables({ HTTPS_PROXY: 'http://p', no_proxy: 'a', http_proxy: '' })).toEqual({
    HTTPS_PROXY: 'http://p',
    https_proxy: 'http://p',
    NO_PROXY: 'a',
    no_proxy: 'a',
  });
});
