import { existsSync } from 'node:fs';

/** Whether the administrator has pulled the switch. One system call: every step asks. */
export function isKilled(file: string | undefined): file is string {
  return file !== undefined && existsSync(file);
}
