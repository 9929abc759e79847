import { expect, test } from '@jest/globals';
import { layOut } from './folders.ts';
import {
  contextVariables,
  hookEnvironment,
  proxyVariables,
  workerEnvironment,
} from './environment.ts';
import { actionPathMap, jobPathMap, translate } from './translate.ts';

test("takes the caller's environment without what belongs to a job", () => {
  const own = {
    PATH: '/bin',
    AWS_REGION: 'eu-west-1',
    HOOK_PULL_POLICY: 'never',
    EMPTY: '',
    GITHUB_TOKEN: 't',
    GITHUB_ENV: '/x',
    RUNNER_NAME: 'r',
    INPUT_A: 'i',
    RUNNER_DEBUG: '1',
    ACTIONS_RUNTIME_TOKEN: 't',
    ACTIONS_RUNNER_NETWORK_DRIVER: 'n',
    TOKEN: 'secret',
    HOOK_EVENT_LOG: '/var/log/hooks',
  };
  const file = new Map([
    ['HOOK_PULL_POLICY', 'always'],
    ['HOOK_ECR_HELPER', 'ecr-auth'],
    ['AWS_REGION', ''],
  ]);
  expect(workerEnvironment(own, file, ['TOKEN'])).toEqual({
    PATH: '/bin',
    HOOK_PULL_POLICY: 'always',
    HOOK_ECR_HELPER: 'ecr-auth',
    RUNNER_DEBUG: '1',
    ACTIONS_RUNNER_NETWORK_DRIVER: 'n',
  });
});

test('starts the hook with the variables of the runner, and the paths of steps in front', () => {
  const worker = { PATH: '/bin', GITHUB_REF: 'worker' };
  expect(hookEnvironment(worker, { GITHUB_REF: 'step' }, [])).toEqual({
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_REF: 'step',
    PATH: '/bin',
  });
  expect(hookEnvironment({ ...worker, CI: 'no' }, {}, ['/b', '/a'])).toMatchObject({
    CI: 'no',
    PATH: '/b:/a:/bin',
  });
});

test('makes variables of the contexts that have them', () => {
  const github = { ref: 'main', workspace: '/w', token: 't', repositoryUrl: 'x' };
  expect(contextVariables(github, { os: 'Linux' })).toEqual({
    GITHUB_REF: 'main',
    GITHUB_WORKSPACE: '/w',
    RUNNER_OS: 'Linux',
  });
});

test('gives proxies in both cases', () => {
  expect(proxyVariables({ http_proxy: 'a', HTTPS_PROXY: 'b', no_proxy: '' })).toEqual({
    http_proxy: 'a',
    HTTP_PROXY: 'a',
    https_proxy: 'b',
    HTTPS_PROXY: 'b',
  });
});

const folders = layOut('/r', 'octo/hello');

test.each([
  ['/r/_work/hello/hello/a', '/__w/hello/hello/a', '/github/workspace/a'],
  ['/r/_work/_temp/_github_home', '/github/home', '/github/home'],
  [
    '/r/_work/_temp/_github_workflow/event.json',
    '/github/workflow/event.json',
    '/github/workflow/event.json',
  ],
  [
    '/r/_work/_temp/_runner_file_commands/x',
    '/__w/_temp/_runner_file_commands/x',
    '/github/file_commands/x',
  ],
  ['/r/_work/_temp', '/__w/_temp', '/github/runner_temp'],
  ['/r/_work/_tool', '/__w/_tool', '/r/_work/_tool'],
  ['/r/externals/node20', '/__e/node20', '/r/externals/node20'],
  ['/r/_works', '/r/_works', '/r/_works'],
  ['x /r/_work', 'x /r/_work', 'x /r/_work'],
])('translates %s for containers', (path, job, action) => {
  expect(translate(path, jobPathMap(folders))).toBe(job);
  expect(translate(path, actionPathMap(folders))).toBe(action);
});
