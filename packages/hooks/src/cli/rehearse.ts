import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { HookError, messageOf } from '../errors.ts';
import type { Values } from './arguments.ts';
import type { Command, ExitCode } from './main.ts';
import type { Output } from './output.ts';
import { rehearseArguments, rehearseHelp } from './rehearse-help.ts';
import { parseRehearseOptions } from './rehearse-options.ts';

/** A job of a workflow, played on this machine before any runner is changed. */
export const rehearse: Command = {
  help: rehearseHelp,
  options: rehearseArguments,
  run: play,
};

async function play(values: Values, output: Output): Promise<ExitCode> {
  const { argv, env, execPath } = process;
  const options = parseRehearseOptions(values, { env, path: argv[1] ?? '', node: execPath });
  // The parsers of workflows are large; no other command needs them.
  const { rehearse: start, mistakesIn } = await import('../rehearse/rehearse.ts');
  const { renderEnd, renderHead, renderStart, renderSummary } =
    await import('../rehearse/show/text.ts');
  const json = values.flag('json');
  const write = json ? output.aside : output.print;
  const show = (lines: readonly string[]) => {
    for (const line of lines) write(line);
  };
  try {
    using interrupt = watchSignals(output);
    const report = await start(options, {
      env,
      temporary: temporaryFolder(),
      now: new Date(),
      setTitle: nameProcess,
      signal: interrupt.signal,
      write,
      onSetUp: (preview) => show(renderHead(preview)),
      onStart: (title) => show(renderStart(title, output)),
      onEnd: (result) => show([renderEnd(result, output)]),
    });
    const head = options.planOnly && !json ? renderHead(report) : [];
    if (json) output.print(JSON.stringify(report, undefined, 2));
    else show([...head, ...renderSummary(report, output)]);
    return report.verdict.works ? 0 : 1;
  } catch (error) {
    const mistakes = mistakesIn(error);
    if (!mistakes) throw error;
    for (const mistake of mistakes) output.note(mistake);
    return 2;
  }
}

/** Without links, since docker mounts from it. */
function temporaryFolder(): string {
  try {
    return realpathSync(tmpdir());
  } catch (cause) {
    throw new HookError(`There is no folder for temporary files: ${messageOf(cause)}.`, {
      hint: 'TMPDIR names it.',
      cause,
    });
  }
}

/** Ctrl-C ends what runs and cleans up; the next ones do no more than that. */
function watchSignals({ note }: Output): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const stop = () => {
    note(controller.signal.aborted ? 'Still cleaning up.' : 'Interrupted: cleaning up.');
    controller.abort();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, stop);
  // Somebody who reads no longer is no reason to leave containers behind.
  const ignore = () => undefined;
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}

function nameProcess(title: string): string {
  const before = process.title;
  process.title = title;
  return before;
}
