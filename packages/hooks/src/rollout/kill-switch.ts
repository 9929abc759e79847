import { existsSync } from 'node:fs';

/** Whether the administrator has pulled the switch. One system call: every step asks. */
export function isKilled(file: string | undefined): boolean {
  return file !== undefined && existsSync(file);
}
