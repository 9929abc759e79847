/**
 * The floor: as little as a program of node can do for the same effect and the same answer, with all
 * that can go on at once going on at once. It checks nothing and knows only the cases of the
 * benchmark; what the hook takes longer than this is the hook's own cost.
 */
import { readFileSync } from 'node:fs';
import { runContainerStep } from './container-step.ts';
import { prepareJob } from './prepare-job.ts';
import { runScriptStep } from './script-step.ts';
import { sweep } from './sweep.ts';
import type { Container, PrepareJob, ScriptStep, State } from './wire.ts';

interface Document {
  command: string;
  responseFile: string;
  args: PrepareJob & ScriptStep & Container;
  state: State;
}

async function main({ command, responseFile, args, state }: Document): Promise<number> {
  if (command === 'prepare_job') return prepareJob(args, responseFile);
  if (command === 'run_script_step') return runScriptStep(args, state);
  if (command === 'run_container_step') return runContainerStep(args, state);
  await sweep({ printLogs: true });
  return 0;
}

main(JSON.parse(readFileSync(0, 'utf8')) as Document).then(
  // All output is written already; sockets that are still open are nobody's.
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
