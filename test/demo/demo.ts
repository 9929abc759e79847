import { join, relative, resolve } from 'node:path';
import { startEnvironment, type Environment, type User } from '../support/environment.ts';
import { projectFolder } from '../support/project.ts';
import { readJobFile, type JobFile } from './job-file.ts';
import { playJob } from './play.ts';
import { reachServices, type ServiceName } from './proofs-containers.ts';
import { prove } from './proofs.ts';
import { nextSteps, result, stepRenderer, summary } from './report.ts';
import { recordingArgs } from './started.ts';
import { count, createStyle, seconds, wrap } from './style.ts';

const help = `npm start: plays a job through the hook, and says what was proven.

Usage: npm start -- [OPTIONS] [JOB.yml]

  JOB.yml  another job than test/demo/job.yml, which shows how one is written;
           the folder "workspace" beside it becomes the job's workspace

A real docker daemon, registries that want ECR's tokens and the real
docker-credential-ecr-login run in namespaces of their own, and are gone
afterwards. What is printed is what the log of the job would show.

Options:
  --json   print one JSON object instead of the log
  --help   print this text

Exit codes:
  0    the job succeeded, and every proof holds
  1    something failed
  2    called wrongly
  130  stopped

Examples:
  npm start
  npm start -- my-job.yml

Documentation: test/support/README.md`;

export interface DemoEdge {
  args: readonly string[];
  print: (line: string) => void;
  complain: (line: string) => void;
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
  /** Who runs the demo. */
  user: User;
  /** Aborted when somebody wants to stop. */
  signal: AbortSignal;
}

/** @returns the exit code: 0 when the job succeeded and every proof holds */
export async function runDemo(edge: DemoEdge): Promise<number> {
  const { args, print, complain } = edge;
  const flags = args.filter((arg) => arg.startsWith('-'));
  const files = args.filter((arg) => !arg.startsWith('-'));
  const unknown = flags.find((flag) => !['--json', '--help', '-h'].includes(flag)) ?? files[1];
  if (unknown !== undefined) {
    complain(`Unknown argument ${unknown}. See --help.`);
    return 2;
  }
  if (flags.includes('--help') || flags.includes('-h')) {
    print(help);
    return 0;
  }
  const [given] = files;
  const file = given === undefined ? join(projectFolder(), 'test/demo/job.yml') : resolve(given);
  try {
    return await playDemo(file, flags.includes('--json'), edge);
  } catch (error) {
    const { aborted } = edge.signal;
    complain(aborted ? 'Stopped; nothing is left running.' : (error as Error).message);
    return aborted ? 130 : 1;
  }
}

async function playDemo(file: string, json: boolean, edge: DemoEdge): Promise<number> {
  const job = await readJobFile(file);
  const { width, user, signal } = edge;
  const style = createStyle(edge.colour && !json);
  const say = (line: string) => {
    if (!json && !signal.aborted) edge.print(line);
  };
  const beginning = [
    `Playing the job of ${relative('', file)} with the hook that was just built.`,
    'Starting a docker daemon, registries and a small AWS in private namespaces ...',
  ].join('\n');
  for (const line of wrap(beginning, width)) say(style.dim(line));
  const begun = performance.now();
  await using environment = await startEnvironment({ dockerdArgs: recordingArgs() });
  await seedImages(environment, job, signal);
  const environmentMs = performance.now() - begun;
  const images = count(Object.keys(job.images).length, 'image');
  say(style.dim(`They are up, with ${images}, after ${seconds(environmentMs)}`));

  let names: ServiceName[] = [];
  const render = stepRenderer(style, width);
  const playing = playJob(environment, {
    job,
    file,
    user,
    signal,
    onStart: (name) => {
      say(`\n${style.bold(`● ${name}`)}`);
    },
    onStep: (step) => {
      for (const line of render(step)) say(line);
    },
    onPrepared: async (runner) => {
      names = await reachServices(environment, runner);
    },
  });
  // After a stop nobody waits for what still runs: the environment takes it along.
  const played = await Promise.race([playing, aborted(signal)]);
  const proofs = await prove(environment, job, played, names);
  if (json) edge.print(JSON.stringify(result(played, proofs, environmentMs), null, 2));
  for (const line of summary(played, proofs, { style, width })) say(line);
  const isProven = played.success && proofs.every(({ holds }) => holds);
  if (isProven) for (const line of nextSteps(style)) say(line);
  return isProven ? 0 : 1;
}

async function seedImages(
  environment: Environment,
  { images }: JobFile,
  signal: AbortSignal,
): Promise<void> {
  for (const [reference, { cmd, env }] of Object.entries(images)) {
    signal.throwIfAborted();
    await environment.seedImage([reference], { ...(cmd && { cmd }), ...(env && { env }) });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
