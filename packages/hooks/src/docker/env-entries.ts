import { HookError } from '../errors.ts';

/** Variables on their way into a container; names are as hostile as values. */
export type ContainerEnv = ReadonlyMap<string, string>;

/** The kernel's limit for one `NAME=value` of a new process (`MAX_ARG_STRLEN`, execve(2)). */
const maximumLength = 128 * 1024 - 1;

/**
 * `NAME=value` for each variable, as a process gets it.
 * @throws HookError that names a variable which no process can be given
 */
export function envEntries(env: ContainerEnv): string[] {
  return [...env].map(([name, value]) => envEntry(name, value));
}

/** @throws HookError that names the variable, if no process can be given it */
export function envEntry(name: string, value: string): string {
  refuseImpossible(name, value);
  return `${name}=${value}`;
}

function refuseImpossible(name: string, value: string): void {
  const shown = JSON.stringify(name.slice(0, 80));
  if (name === '' || /[=\0]/.test(name)) {
    throw new HookError(
      `The environment variable ${shown} cannot be passed to a container: its name is empty or has "=" or a NUL in it.`,
      {
        hint: 'Rename it in the workflow.',
      },
    );
  }
  if (value.includes('\0')) {
    throw new HookError(
      `The environment variable ${shown} cannot be passed to a container: its value has a NUL in it.`,
      {
        hint: 'Encode the value, for example with base64.',
      },
    );
  }
  if (Buffer.byteLength(name) + Buffer.byteLength(value) + 1 > maximumLength) {
    throw new HookError(
      `The environment variable ${shown} is too large for a process: Linux allows 128 KiB for a name and its value.`,
      {
        hint: 'Pass the data in a file.',
      },
    );
  }
}
