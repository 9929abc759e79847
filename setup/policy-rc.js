/**
 * Keeps apt-get from starting services. Debian's packages ask /usr/sbin/policy-rc.d, if there is one,
 * whether they may; 101 means no (invoke-rc.d(8)). An existing one is moved aside and moved back, by
 * this run or, if it was killed, by the next one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.js';

const marker = '# Written by setup.js of ecr-runner-hooks for the time of an installation.';
const script = `#!/bin/sh\n${marker}\nexit 101\n`;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const path = '/usr/sbin/policy-rc.d';
const saved = `${path}.ecr-runner-hooks-saved`;

/** True if a run was killed before it could put things back. */
export function isPolicyLeft() {
  return existsSync(saved) || isOurs();
}

/**
 * @param {readonly string[]} sudo what stands before a command that needs root
 * @param {(isInterrupted: () => boolean) => Promise<void>} install
 */
export async function withoutStartingServices(sudo, install) {
  // Never cut dpkg off: Ctrl-C reaches apt-get as well, and what is set up here is always undone.
  let interrupted = false;
  const remember = () => (interrupted = true);
  for (const signal of signals) process.on(signal, remember);
  try {
    await restore(sudo);
    await forbid(sudo);
    await install(() => interrupted);
  } finally {
    await restore(sudo);
    for (const signal of signals) process.off(signal, remember);
  }
  if (interrupted) throw new Error('Interrupted; run it again.');
}

async function forbid(sudo) {
  const folder = await mkdtemp(join(tmpdir(), 'setup-'));
  const file = join(folder, 'policy-rc.d');
  await writeFile(file, script);
  if (existsSync(path)) await runAs(sudo, 'mv', '-T', path, saved);
  await runAs(sudo, 'install', '-m', '0755', file, path);
  await rm(folder, { recursive: true });
}

async function restore(sudo) {
  if (existsSync(saved)) await runAs(sudo, 'mv', '-T', saved, path);
  else if (isOurs()) await runAs(sudo, 'rm', '-f', path);
}

function isOurs() {
  return existsSync(path) && readFileSync(path, 'utf8').includes(marker);
}

/** In a process group of its own: Ctrl-C must not end what undoes. */
async function runAs(sudo, ...argv) {
  const [program, ...args] = [...sudo, ...argv];
  await run(program, args, { detached: true });
}
