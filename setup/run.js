/** Starts programs for setup.js. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** dockerd, ip and iptables are here in Debian, where an ordinary user's PATH does not lead. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** @param {string} name */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  return [...folders, ...systemFolders].map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * Runs a program with this terminal; throws if it does not end well.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, detached?: boolean }} [options]
 */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', ...options });
  const end = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
  if (end !== 0) throw new Error(`\`${[program, ...args].join(' ')}\` failed (${end}).`);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
