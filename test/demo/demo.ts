import { join, resolve } from 'node:path';
import { startEnvironment, type Environment } from '../support/environment.ts';
import { projectFolder } from '../support/project.ts';
import { readJobFile, type JobFile } from './job-file.ts';
import { playJob, type PlayedJob, type PlayedStep } from './play.ts';
import { proveAfterwards, proveRunning, type Proof } from './proofs.ts';
import { createStyle, renderOutput, type Style } from './render.ts';

const usage = `Usage: npm start -- [--json] [JOB.yml]

Plays a job through the hook: a real docker daemon, registries that want ECR's tokens and the real
docker-credential-ecr-login, all in namespaces of their own. Prints what the log of the job would
show, and at the end what was proven on the way.

  JOB.yml   another job than test/demo/job.yml, which says how one is written
  --json    the result for machines instead of the log
  --help    this text
`;

export interface DemoEdge {
  args: readonly string[];
  print: (line: string) => void;
  complain: (line: string) => void;
  colour: boolean;
  /** Aborted when somebody wants to stop. */
  signal: AbortSignal;
}

/** @returns the exit code: 0 when the job succeeded and every proof holds */
export async function runDemo(edge: DemoEdge): Promise<number> {
  const { args, print, complain } = edge;
  const flags = args.filter((arg) => arg.startsWith('-'));
  const unknown = flags.find((flag) => !['--json', '--help', '-h'].includes(flag));
  if (unknown !== undefined) {
    complain(`Unknown option ${unknown}; see --help.`);
    return 2;
  }
  if (flags.includes('--help') || flags.includes('-h')) {
    print(usage);
    return 0;
  }
  const given = args.find((arg) => !arg.startsWith('-'));
  const file = given === undefined ? join(projectFolder(), 'test/demo/job.yml') : resolve(given);
  try {
    return await playDemo(file, flags.includes('--json'), edge);
  } catch (error) {
    complain(edge.signal.aborted ? 'Stopped.' : (error as Error).message);
    return edge.signal.aborted ? 130 : 1;
  }
}

async function playDemo(file: string, json: boolean, edge: DemoEdge): Promise<number> {
  const job = await readJobFile(file);
  const style = createStyle(edge.colour && !json);
  const say = json ? () => undefined : edge.print;
  say(style.dim('Starting a docker daemon, registries and a small AWS in private namespaces ...'));
  await using environment = await startEnvironment();
  // A stop takes the environment away; what still runs in it fails at once.
  edge.signal.addEventListener('abort', () => void environment[Symbol.asyncDispose]());
  await seedImages(environment, job);

  let proofs: Proof[] = [];
  const played = await playJob(environment, {
    job,
    file,
    onStart: (name) => {
      say(`\n${style.bold(`● ${name}`)}`);
    },
    onStep: (step) => {
      for (const line of describeStep(step, style)) say(`  ${line}`);
    },
    onPrepared: async (runner) => {
      proofs = await proveRunning(environment, runner);
    },
  });
  proofs = [...(await proveAfterwards(environment, job, played)), ...proofs];
  if (json) edge.print(JSON.stringify(result(played, proofs), null, 2));
  else for (const line of summary(played, proofs, style)) say(line);
  return played.success && proofs.every(({ holds }) => holds) ? 0 : 1;
}

async function seedImages(environment: Environment, job: JobFile): Promise<void> {
  for (const [reference, { cmd, env }] of Object.entries(job.images)) {
    await environment.seedImage([reference], { ...(cmd && { cmd }), ...(env && { env }) });
  }
}

function describeStep({ call }: PlayedStep, style: Style): string[] {
  const time = `${(call.durationMs / 1000).toFixed(1)} s`;
  const end =
    call.exitCode === 0
      ? style.green(`✓ ${time}`)
      : style.red(`✗ exit code ${String(call.exitCode)}, ${time}`);
  return [...renderOutput(call, style), end];
}

function summary({ steps, success }: PlayedJob, proofs: readonly Proof[], style: Style): string[] {
  const seconds = steps.reduce((sum, { call }) => sum + call.durationMs, 0) / 1000;
  const verdict = success ? style.green('succeeded') : style.red('failed');
  return [
    `\nThe job ${verdict}: ${String(steps.length)} calls of the hook in ${seconds.toFixed(1)} s.`,
    `\n${style.bold('Proven in this run')}`,
    ...proofs.flatMap(({ claim, holds, evidence }) => [
      `${holds ? style.green('✓') : style.red('✗')} ${claim}`,
      style.dim(`  ${evidence}`),
    ]),
  ];
}

function result({ steps, success }: PlayedJob, proofs: readonly Proof[]): object {
  return {
    success,
    steps: steps.map(({ name, call }) => ({
      name,
      exitCode: call.exitCode,
      durationMs: Math.round(call.durationMs),
      output: call.stdout,
    })),
    proofs,
  };
}
