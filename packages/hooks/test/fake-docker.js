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
  oneStream: readlinkSync('/proc/self/fd/1') === readlinkSync('/proc/self/fd/2'),
  config: readConfig(),
};
const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'));
appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(call)}\n`);

const fits = ({ when, has, whenConfig }, made) =>
  when.every((word, index) => [made.program, ...made.argv][index] === word) &&
  (has === undefined || made.argv.includes(has)) &&
  (whenConfig === undefined || JSON.stringify(made.config ?? null).includes(whenConfig));
/** Calls that fit, with this one. */
const countOf = (answer) => {
  const lines = readFileSync(join(folder, 'calls.jsonl'), 'utf8').trim().split('\n');
  return lines.filter((line) => fits(answer, JSON.parse(line))).length;
};
const isLeft = (answer) => answer.times === undefined || countOf(answer) <= answer.times;
const answer = answers.find((given) => fits(given, call) && isLeft(given)) ?? {};
if (answer.delayMs) await sleep(answer.delayMs);
const things = argv.slice(argv.indexOf('--') + 1);
const stdout = answer.element ? JSON.stringify(things.map(() => answer.element)) : answer.stdout;
process.stdout.write(stdout ?? '');
process.stderr.write(answer.stderr ?? '');
process.exitCode = answer.exitCode ?? 0;
