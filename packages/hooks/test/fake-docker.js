/**
 * Stands in for the docker client in process tests: records what it was given and answers from a
 * script. It is started by a file named `docker` in a folder of its own (support.ts); what it is
 * told and what it records lies in that folder, since its environment belongs to the test.
 */
import { appendFileSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = dirname(process.argv[1]);
const program = basename(process.argv[1]);
const argv = process.argv.slice(2);

function readStdin() {
  try {
    return readFileSync(0, 'utf8');
  } catch {
    return '';
  }
}

function readEnvFile() {
  const index = argv.indexOf('--env-file');
  return index < 0
    ? undefined
    : readFileSync(argv[index + 1], 'utf8')
        .split('\n')
        .slice(0, -1);
}

function readConfig() {
  const directory = process.env.DOCKER_CONFIG;
  try {
    return JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

const envFile = readEnvFile();
const call = {
  program,
  argv,
  env: process.env,
  envFile,
  stdin: envFile === undefined ? readStdin() : '',
  stdinIs: readlinkSync('/proc/self/fd/0'),
  config: readConfig(),
};
const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'));
const matches = ({ when, has, whenConfig }) =>
  when.every((word, index) => [program, ...argv][index] === word) &&
  (has === undefined || argv.includes(has)) &&
  (whenConfig === undefined || JSON.stringify(call.config ?? null).includes(whenConfig));
const answer = answers.find(matches) ?? {};
appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(call)}\n`);
if (answer.delayMs) await sleep(answer.delayMs);
const things = argv.slice(argv.indexOf('--') + 1);
const stdout = answer.element ? JSON.stringify(things.map(() => answer.element)) : answer.stdout;
process.stdout.write(stdout ?? '');
process.stderr.write(answer.stderr ?? '');
process.exitCode = answer.exitCode ?? 0;
