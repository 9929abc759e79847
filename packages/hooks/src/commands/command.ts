import type { Response } from '../protocol/response.ts';

/** What a command comes to. A step's exit code is a number, not an error. */
export interface CommandResult {
  exitCode: number;
  response?: Response;
}
