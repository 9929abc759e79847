import { dirname, join } from 'node:path';
import { codeOf, EcrAuthError, messageOf } from '../errors.ts';
import { readTextFile } from '../text-file.ts';

/**
 * What a runner has in its environment beside that of its user: the lines of its `.env`, each a name, `=`
 * and the value as it stands (actions/runner, `Runner.Listener/Program.cs`), and as PATH the `.path`
 * beside it, which the service of `svc.sh` takes (`runsvc.sh`).
 * @param file the `.env` in the folder of a runner
 * @throws EcrAuthError when it cannot be read
 */
export function readRunnerEnv(file: string): Record<string, string> {
  const lines = read(file)
    .split(/\r?\n/)
    .filter((line) => line.indexOf('=') > 0);
  const path = pathOf(dirname(file));
  const settings = lines.map((line) => {
    const equals = line.indexOf('=');
    return [line.slice(0, equals), line.slice(equals + 1)] as const;
  });
  return { ...(path && { PATH: path }), ...Object.fromEntries(settings) };
}

function read(file: string): string {
  try {
    return readTextFile(file);
  } catch (cause) {
    const why = codeOf(cause) ?? messageOf(cause);
    throw new EcrAuthError(`The file of --runner-env, ${file}, cannot be read: ${why}.`, {
      reason: 'usage',
      hint: 'It is the file .env in the folder of a runner.',
      cause,
    });
  }
}

function pathOf(folder: string): string {
  try {
    return readTextFile(join(folder, '.path')).trim();
  } catch {
    return ''; // A runner that is no service has none.
  }
}
