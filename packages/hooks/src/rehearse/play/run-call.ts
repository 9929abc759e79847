import { HookError } from '../../errors.ts';
import { createCommandFiles, prependPaths, takeCommandFiles } from '../runner/file-commands.ts';
import { readState } from '../runner/response.ts';
import { plain } from '../show/plain.ts';
import { callHook, type Session, type Stage } from './session.ts';

type Texts = Readonly<Record<string, string>>;

export interface StepCall {
  command: 'run_script_step' | 'run_container_step';
  /** `id:` of the step. */
  id: string;
  /** Makes the arguments, once it is known where the step's files are. */
  build: (variables: Texts) => object;
  signal: AbortSignal;
}

export interface StepEnding {
  exitCode: number;
  outputs: ReadonlyMap<string, string>;
  /** Why it failed, if its exit code does not say it. */
  failure: string | undefined;
}

/** Calls the hook for a step and does what the step has written for the runner. */
export async function runStepCall(
  stage: Stage,
  session: Session,
  { command, id, build, signal }: StepCall,
): Promise<StepEnding> {
  const { folders, write, masks } = stage;
  const files = createCommandFiles(folders.temp);
  const variables = {
    ...files,
    GITHUB_ACTION: id,
    GITHUB_ACTION_REF: '',
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_EVENT_PATH: `${folders.temp}/_github_workflow/event.json`,
  };
  const call = { command, args: build(variables), variables, signal };
  const { exitCode, response, view } = await callHook(stage, session, call);
  try {
    // The files count also when the step has failed.
    const said = takeCommandFiles(files);
    session.env = new Map([...session.env, ...said.env]);
    session.prependPath = prependPaths(said.paths, session.prependPath);
    if (exitCode === 0) session.state = readState(response) ?? session.state;
    for (const line of said.summary.split('\n').filter(Boolean)) {
      write(`  summary: ${masks.hide(plain(line)).slice(0, 1000)}`);
    }
    const [failure] = said.mistakes;
    return { exitCode, outputs: new Map([...view.outputs, ...said.outputs]), failure };
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    return { exitCode, outputs: view.outputs, failure: error.message };
  }
}
