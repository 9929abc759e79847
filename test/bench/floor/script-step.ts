import { askJson, drain, open } from './engine.ts';
import { frameWriter } from './frames.ts';
import { envEntries, words, type ScriptStep, type State } from './wire.ts';

/** Runs a command in the job container. */
export async function runScriptStep(step: ScriptStep, state: State): Promise<number> {
  const env = { ...step.environmentVariables };
  if (step.prependPath.length > 0) {
    env['PATH'] = [...step.prependPath, env['PATH'] ?? state.imagePath].join(':');
  }
  const { Id } = await askJson<{ Id: string }>({
    method: 'POST',
    path: `/containers/${state.container ?? ''}/exec`,
    body: {
      AttachStdout: true,
      AttachStderr: true,
      Env: envEntries(env),
      WorkingDir: step.workingDirectory,
      Cmd: [step.entryPoint, ...words(step.entryPointArgs)],
    },
  });
  const body = { Detach: false, Tty: false };
  await drain(await open({ method: 'POST', path: `/exec/${Id}/start`, body }), frameWriter());
  for (;;) {
    const exec = await askJson<{ Running: boolean; ExitCode: number }>({
      path: `/exec/${Id}/json`,
    });
    if (!exec.Running) return exec.ExitCode;
  }
}
