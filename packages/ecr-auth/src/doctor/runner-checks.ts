import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fail, ok, warn, type Finding } from './finding.ts';

/** What the runner's own environment says: the hook, its settings, node's. */
export function checkRunner(env: NodeJS.ProcessEnv, nodeVersion: string): Finding[] {
  return [checkHook(env), ...checkSettings(env), ...checkNode(env, nodeVersion)];
}

/** The runner takes an absolute path with one of three endings (actions/runner, `ScriptHandler`). */
function checkHook(env: NodeJS.ProcessEnv): Finding {
  const path = env['ACTIONS_RUNNER_CONTAINER_HOOKS'];
  const fix = 'Set it in the .env file of the runner, to the index.js of the hook.';
  if (!path) return warn('hook', 'ACTIONS_RUNNER_CONTAINER_HOOKS is not set here', fix);
  if (!isAbsolute(path)) return fail('hook', `${path} is not an absolute path`, fix);
  if (!existsSync(path)) return fail('hook', `${path} does not exist`, fix);
  if (!path.endsWith('.js')) return fail('hook', `${path} does not end in .js`, fix);
  return ok('hook', path);
}

function checkSettings(env: NodeJS.ProcessEnv): Finding[] {
  const names = Object.keys(env).filter((name) => /^(HOOK|ECR_AUTH)_/.test(name) && env[name]);
  const shown = names.sort().map((name) => `${name}=${env[name]}`);
  const settings = ok('settings', shown.length > 0 ? shown.join(', ') : 'all as preset');
  const directory = env['HOOK_DOCKER_CONFIG'];
  if (!directory || existsSync(directory)) return [settings];
  return [
    settings,
    fail(
      'settings',
      `HOOK_DOCKER_CONFIG names ${directory}, which does not exist`,
      'Make it, or correct the path.',
    ),
  ];
}

/** node 20 reads these authorities at every start, which every step of a job pays for. */
function checkNode(env: NodeJS.ProcessEnv, version: string): Finding[] {
  const slow = env['NODE_EXTRA_CA_CERTS'] && version.startsWith('v20.');
  if (!slow) return [];
  return [
    warn(
      'node',
      `NODE_EXTRA_CA_CERTS makes every start of node ${version} slower`,
      'Keep the file small: only the authorities that are not in the system, or use AWS_CA_BUNDLE for AWS alone.',
    ),
  ];
}
