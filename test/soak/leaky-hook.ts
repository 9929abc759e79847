/** A hook that leaks in every way that the scanner must find. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How it leaks; the secret is in the variable LEAK, base64 of it in LEAK64. */
export const leaks = {
  argument: `spawnSync('docker', ['ps', '--filter', 'label=' + LEAK]);`,
  encodedArgument: `spawnSync('docker', ['images', '--filter', 'label=' + LEAK64]);`,
  otherProgram: `spawnSync('sleep', ['0.3'], { argv0: LEAK });`,
  output: `console.log('::debug::' + JSON.stringify({ password: LEAK }));`,
  errorOutput: `console.error('a\\nb\\nc ' + encodeURIComponent(LEAK));`,
  response: `writeFileSync(request.responseFile, JSON.stringify({ state: { token: LEAK } }));`,
  event: `appendFileSync(process.env.HOOK_EVENT_LOG, JSON.stringify({ error: LEAK }));`,
  file: `writeFileSync(process.env.RUNNER_TEMP + '/left', LEAK, { mode: 0o600 });`,
  passingFile: `
    writeFileSync(process.env.HOME + '/passing', LEAK, { mode: 0o600 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    unlinkSync(process.env.HOME + '/passing');`,
  openConfig: `
    const folder = mkdtempSync(process.env.RUNNER_TEMP + '/ecr-runner-hooks-');
    writeFileSync(folder + '/config.json', LEAK, { mode: 0o644 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    rmSync(folder, { recursive: true });`,
  leftConfig: `
    const left = mkdtempSync(process.env.RUNNER_TEMP + '/ecr-runner-hooks-');
    writeFileSync(left + '/config.json', LEAK, { mode: 0o600 });`,
  container: `
    spawnSync('docker', ['run', '--rm', '--env', 'LEAK', process.env.IMAGE, 'true']);`,
  keyId: `
    spawnSync('docker', ['run', '--rm', '--env', 'AWS_ACCESS_KEY_ID', process.env.IMAGE, 'true']);`,
  step: `
    const name = 'leaky';
    spawnSync('docker', ['run', '--detach', '--name', name, process.env.IMAGE, 'sleep', '60']);
    spawnSync('docker', ['exec', '--env', 'LEAK', name, 'sleep', '0.3']);`,
  image: `
    spawnSync('docker', ['commit', '--change', 'ENV A=' + LEAK, 'leaky', 'leaky:1']);`,
} as const;

export type Leak = keyof typeof leaks;

/** @returns its path */
export function writeLeakyHook(directory: string, leak: Leak): string {
  const path = join(directory, `${leak}.cjs`);
  const text = `
const { spawnSync } = require('node:child_process');
const { appendFileSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } = require('node:fs');
const request = JSON.parse(readFileSync(0, 'utf8'));
const { LEAK, LEAK64 } = process.env;
${leaks[leak]}
`;
  writeFileSync(path, text);
  return path;
}
