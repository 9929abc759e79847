import type { Response } from '../protocol/response.ts';

/** What a command comes to. A step's exit code is a number, not an error. */
export interface CommandResult {
  exitCode: number;
  response?: Response;
  /** Takes down what the response tells of, should it not reach the runner. Never throws. */
  undo?: () => Promise<void>;
}
