import { readGivenFile } from './given-file.ts';

/**
 * Reads the `.env` file of a runner as the runner does: a line is a name, `=` and the value as it stands
 * (actions/runner, `Runner.Listener/Program.cs`).
 *
 * @throws UsageError when it cannot be read
 */
export function readRunnerEnv(file: string): [name: string, value: string][] {
  const hint = 'It is the file .env in the folder of a runner.';
  return parseRunnerEnv(readGivenFile(file, 'runner-env', hint));
}

export function parseRunnerEnv(text: string): [name: string, value: string][] {
  return text.split(/\r\n|\n|\r/).flatMap((line): [string, string][] => {
    const equals = line.indexOf('=');
    return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : [];
  });
}
