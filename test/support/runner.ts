/**
 * A simulated runner: plays one job through the built hook as GitHub's Worker does. Every file in
 * runner/ names the part of actions/runner that it follows.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Environment, User } from './environment.ts';
import { startCall, type RunningCall } from './runner/call.ts';
import { addPaths, createFileCommands, readAssignments } from './runner/file-commands.ts';
import { installRunner, nodeOf } from './runner/install.ts';
import type { Runner, RunnerOptions } from './runner/interface.ts';
import { actionPaths, hookOverlay, jobPaths, type PathMapping } from './runner/overlay.ts';
import { proxyVariables, stepContext, stepOverlay, translatePaths } from './runner/overlay.ts';
import { actionMounts, prepareArguments } from './runner/request.ts';
import type { WorkflowJob } from './runner/request.ts';
import { createResponseFile } from './runner/response-file.ts';
import { readPrepareResponse, readState, type JobContext } from './runner/response.ts';
import { actionStep, inputVariables, jsActionStep } from './runner/steps.ts';
import { runtimeVariables, scriptStep } from './runner/steps.ts';
import type { ContainerAction, JsActionOptions, ScriptOptions } from './runner/steps.ts';
import { workerLog, type WorkerLogPage } from './runner/worker-log.ts';

export type { HookCall, RunningCall } from './runner/call.ts';
export type { Runner, RunnerOptions } from './runner/interface.ts';
export type { WorkflowContainer, WorkflowJob } from './runner/request.ts';

const root: User = { uid: 0, gid: 0 };

/** A runner with a work folder of its own, ready for one job. */
export function createRunner(environment: Environment, options: RunnerOptions = {}): Runner {
  const { name = 'runner-1', node = 'node20', user = root, repository = 'octo/hello' } = options;
  const folders = installRunner(
    join(environment.directory, `runner-${randomUUID().slice(0, 8)}`),
    repository,
    user,
  );
  const identity = { runnerName: name, repository, jobId: options.jobId ?? 'build', runId: '4711' };
  let overlay = hookOverlay(folders, identity);
  const workerEnv: Record<string, string> & { PATH: string } = {
    PATH: environment.runnerPath,
    HOME: join(folders.root, 'home'),
    TMPDIR: join(folders.root, 'tmp'),
    LANG: 'C.UTF-8',
    DOCKER_HOST: environment.dockerHost,
    RUNNER_TRACKING_ID: `github_${randomUUID()}`,
    ...options.env,
  };
  const setup = {
    environment,
    user,
    node: options.installed?.node ?? nodeOf(folders.root, node),
    workerProgram: join(folders.root, 'worker/worker.js'),
    workerEnv,
    readAfterMs: options.readAfterMs ?? 0,
    takeOutput: options.takeOutput,
  };
  const proxies = proxyVariables(workerEnv);
  for (const folder of [folders.temp, workerEnv['HOME'], workerEnv['TMPDIR']])
    environment.secrets.watch(folder ?? folders.root);
  let state: Record<string, unknown> | undefined;
  let job: JobContext = { services: {} };
  let prependPath: string[] = [];
  let jobEnv: Record<string, string> = {};

  const startRaw = (
    input: string | undefined,
    env: Record<string, string> = {},
    log?: WorkerLogPage[],
  ) => {
    const path = [...prependPath, workerEnv.PATH].join(':');
    return startCall(setup, {
      program: setup.node,
      args: [
        ...(options.nodeArguments ?? []),
        options.installed?.hook ?? join(folders.root, 'hooks/index.js'),
      ],
      env: { ...overlay, ...(prependPath.length > 0 ? { PATH: path } : {}), ...env },
      cwd: folders.workspace,
      input,
      log,
      timesFile: join(folders.root, `times-${randomUUID()}.json`),
    });
  };

  /** One call as the runner makes it; `read` takes the response, which only counts after exit 0. */
  const start = (
    command: string,
    args: object,
    read: (text: string | undefined) => void,
    log?: WorkerLogPage[],
  ): RunningCall => {
    const file = createResponseFile(folders.temp, user);
    const sent = command === 'prepare_job' ? null : (state ?? null);
    const document = { command, responseFile: file.path, args, state: sent };
    const running = startRaw(`${JSON.stringify(document)}\n`, {}, log);
    const finished = running.finished.then((call) => {
      const response = file.take();
      environment.secrets.look({ in: 'output', of: command }, call.log.join('\n'));
      environment.secrets.look({ in: 'response', of: command }, response ?? '');
      if (call.exitCode === 0) read(response);
      return { ...call, response };
    });
    return { ...running, finished, cancel: () => running.cancel().then(() => finished) };
  };
  const keepState = (text: string | undefined) => {
    state = readState(text) ?? state;
  };

  const startPrepare = (given: WorkflowJob) => {
    const { args, ...expected } = prepareArguments(given, folders, proxies);
    const take = (text: string | undefined) => {
      const response = readPrepareResponse(text, expected);
      state = response.state ?? state;
      job = response.job;
    };
    return start('prepare_job', args, take, workerLog(given, identity, folders, options.workerLog));
  };

  /** Starts a step and applies afterwards what it wrote for the runner, even if the hook failed. */
  const startStep = (
    command: string,
    mapping: PathMapping,
    own: Readonly<Record<string, string | null>> | undefined,
    build: (env: Record<string, string | null>) => object,
  ): RunningCall => {
    const files = createFileCommands(folders.temp, randomUUID(), user);
    // The runner keeps one such context per job: later calls of the hook see what is left of it.
    overlay = { ...overlay, ...stepOverlay(folders), ...files };
    const env = translatePaths({ ...jobEnv, ...stepContext(overlay), ...own }, mapping);
    const running = start(command, build(env), keepState);
    const finished = running.finished
      .finally(() => {
        prependPath = addPaths(files.GITHUB_PATH, prependPath);
        jobEnv = { ...jobEnv, ...readAssignments(files.GITHUB_ENV) };
      })
      .then((call) => ({ ...call, outputs: readAssignments(files.GITHUB_OUTPUT) }));
    return { ...running, finished, cancel: () => running.cancel().then(() => finished) };
  };

  const startScript = (script: string, step: ScriptOptions = {}) =>
    startStep('run_script_step', jobPaths(folders), step.env, (environmentVariables) => ({
      ...scriptStep(script, step, folders, user),
      environmentVariables,
      prependPath,
    }));
  const startJsAction = (path: string, step: JsActionOptions = {}) => {
    const own = { ...runtimeVariables(), ...step.env, ...inputVariables(step.inputs) };
    return startStep('run_script_step', jobPaths(folders), own, (environmentVariables) => ({
      ...jsActionStep(path, step, folders, job.isAlpine === true),
      environmentVariables,
      prependPath,
    }));
  };
  const startContainerAction = (action: ContainerAction) => {
    const home = `${folders.temp}/_github_home`;
    const own = { ...runtimeVariables(), ...proxies, ...action.env, HOME: home };
    return startStep('run_container_step', actionPaths(folders), own, (env) =>
      actionStep(action, env, actionMounts(folders)),
    );
  };

  const startCleanup = () => start('cleanup_job', {}, (text) => void readState(text));

  return {
    folders,
    get job() {
      return job;
    },
    get state() {
      return state;
    },
    set state(other) {
      state = other;
    },
    prepareJob: (given) => startPrepare(given).finished,
    runScript: (script, step) => startScript(script, step).finished,
    runContainerAction: (action) => startContainerAction(action).finished,
    runJsAction: (path, step) => startJsAction(path, step).finished,
    cleanupJob: () => startCleanup().finished,
    startPrepare,
    startScript,
    startJsAction,
    startContainerAction,
    startCleanup,
    startRaw,
  };
}
