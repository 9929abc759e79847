import { lstatSync } from 'node:fs';
import { codeOf } from '../errors.ts';

/**
 * Whether the administrator has pulled the switch. One system call: every step asks. A switch that is
 * there but cannot be looked at counts as pulled: whoever made it wanted something off.
 */
export function isKilled(file: string | undefined): boolean {
  if (file === undefined) return false;
  try {
    lstatSync(file);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}
