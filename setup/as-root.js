#!/usr/bin/env node
/**
 * Runs a command as root: as it is for root, else with sudo. The test environment makes namespaces,
 * mounts and files of several users, which takes root.
 *
 *   node setup/as-root.js PROGRAM [ARGUMENTS...]
 */
import { spawn } from 'node:child_process';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  console.error('Usage: node setup/as-root.js PROGRAM [ARGUMENTS...]');
  process.exit(2);
}

const isRoot = process.getuid() === 0;
// sudo resets PATH and drops the environment; a terminal may be asked for a password.
const kept = ['PATH', 'CI', 'NO_COLOR', 'FORCE_COLOR', 'TERM', 'LANG'].flatMap((name) =>
  process.env[name] === undefined ? [] : [`${name}=${process.env[name]}`],
);
const sudo = process.stdin.isTTY ? ['sudo'] : ['sudo', '-n'];
const [first, ...rest] = isRoot ? [program, ...args] : [...sudo, 'env', ...kept, program, ...args];
if (!isRoot)
  console.log('setup: the namespaces of the test environment take root: going on with sudo');

const child = spawn(first, rest, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(`${first} could not be started: ${error.message}. Run this as root instead.`);
  process.exitCode = 1;
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
