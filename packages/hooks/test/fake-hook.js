/**
 * Stands in for a container hook in tests of `hooks rehearse`: it has no docker, runs script steps on
 * this machine, and records what it was asked. What a test wants of it comes in FAKE_HOOK_* variables.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const { RUNNER_TEMP, PATH, FAKE_HOOK_RECORD, FAKE_HOOK_FAILS, FAKE_HOOK_ANSWER } = process.env;
const request = JSON.parse(readFileSync(0, 'utf8'));
const { command, args, responseFile } = request;
appendFileSync(FAKE_HOOK_RECORD, `${JSON.stringify({ request, env: process.env })}\n`);

/** A path of the container as this machine has it. */
function onThisMachine(text) {
  return text
    .replace(/^\/__w(?=\/|$)/, dirname(RUNNER_TEMP))
    .replace(/^\/github\/workflow(?=\/|$)/, `${RUNNER_TEMP}/_github_workflow`);
}

function runScript({
  entryPoint,
  entryPointArgs,
  environmentVariables,
  prependPath,
  workingDirectory,
}) {
  const variables = Object.entries(environmentVariables);
  const { status } = spawnSync(entryPoint, entryPointArgs.map(onThisMachine), {
    cwd: onThisMachine(workingDirectory),
    env: {
      ...Object.fromEntries(variables.map(([name, value]) => [name, onThisMachine(value)])),
      PATH: [...prependPath.map(onThisMachine), PATH].join(':'),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status ?? 1;
}

function prepare({ container, services }) {
  const answer = FAKE_HOOK_ANSWER ?? {
    state: { made: 'by prepare' },
    isAlpine: false,
    context: {
      ...(container && { container: { id: 'c1', network: 'n1' } }),
      services: services.map((_service, index) => {
        return { id: `s${index}`, network: 'n1', ports: { 6379: String(49_000 + index) } };
      }),
    },
  };
  writeFileSync(responseFile, typeof answer === 'string' ? answer : JSON.stringify(answer));
}

if (FAKE_HOOK_FAILS === command) {
  console.log('::error::The fake hook fails, as it was told.');
  process.exitCode = 1;
} else if (command === 'prepare_job') {
  console.log('::group::Start containers');
  prepare(args);
} else if (command === 'run_script_step') {
  process.exitCode = runScript(args);
} else if (command === 'run_container_step') {
  console.log(`container ${args.image ?? args.dockerfile}`);
}
