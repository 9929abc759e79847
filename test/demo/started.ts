/** What the daemon of the demo really starts, seen where Linux gets it: in front of runc. */
import { join } from 'node:path';
import type { Environment } from '../support/environment.ts';
import { projectFolder } from '../support/project.ts';

/** A container, or a command in one: what `docker exec` and health checks start. */
export interface Started {
  kind: 'container' | 'command';
  /** The container's id. */
  container: string;
  /** `NAME=value` each. */
  env: readonly string[];
}

/** Arguments with which dockerd starts everything through recording-runtime.sh. */
export function recordingArgs(): string[] {
  const program = join(projectFolder(), 'test/demo/recording-runtime.sh');
  return ['--add-runtime', `recording=${program}`, '--default-runtime', 'recording'];
}

/** Everything that was started so far. */
export async function readStarted(environment: Environment): Promise<Started[]> {
  const script = 'for file in /run/demo-started/*; do cat "$file"; done';
  const env = { PATH: environment.path };
  const { stdout } = await environment.run(['sh', '-c', script], { env });
  return stdout.split('\n').filter(Boolean).map(parseStarted);
}

interface Process {
  env?: string[];
}

/** `KIND ID {…}`: the bundle of a container (OCI runtime spec, config.md) or a bare process. */
function parseStarted(line: string): Started {
  const [kind = '', container = ''] = line.split(' ', 2);
  const document = JSON.parse(line.slice(kind.length + container.length + 2)) as Process & {
    process?: Process;
  };
  return {
    kind: kind === 'container' ? 'container' : 'command',
    container,
    env: (document.process ?? document).env ?? [],
  };
}
