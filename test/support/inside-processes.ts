import type { Environment } from './environment.ts';

/** A process inside of an environment, with its pid there. */
export interface InsideProcess {
  pid: number;
  parent: number;
  command: string;
}

/** The processes whose command line holds `text`, those in containers included. */
export async function findProcesses(
  environment: Environment,
  text: string,
): Promise<InsideProcess[]> {
  const { stdout } = await environment.run(['ps', '-e', '-ww', '-o', 'pid=,ppid=,args='], {
    env: { PATH: environment.path },
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command.includes(text) ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}

export async function killProcesses(environment: Environment, ...pids: number[]): Promise<void> {
  const env = { PATH: environment.path };
  await environment.run(['kill', '-KILL', ...pids.map(String)], { env });
}
