import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The runner group that a runner was configured with: `poolName` in the file `.runner` beside the
 * work folder, which GitHub's config.sh and just-in-time configurations write (actions/runner,
 * `ConfigurationStore.cs`; with a byte order mark, and the case of names differs between the two).
 * A runner that was moved to another group later still says the first.
 *
 * @returns undefined when the file is elsewhere or says nothing
 */
export function configuredGroup(tempDirectory: string): string | undefined {
  try {
    const file = join(dirname(dirname(tempDirectory)), '.runner');
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const settings = Object.entries(JSON.parse(text) as Record<string, unknown>);
    const [, group] = settings.find(([name]) => name.toLowerCase() === 'poolname') ?? [];
    return typeof group === 'string' && group !== '' ? group : undefined;
  } catch {
    return undefined;
  }
}
