import { HookError } from '../errors.ts';
type Texts = ReadonlyMap<string, string>;

/** What the person who rehearses says of the things that only GitHub knows. */
export interface Given {
  /** Of the `github` context: `ref`, `sha`, `event_name`, … */
  github: Texts;
  /** The payload of the event, as JSON has it. */
  event: object | undefined;
  inputs: Texts;
  vars: Texts;
  secrets: Texts;
  /** Outputs of the jobs before, by job and name. */
  needs: ReadonlyMap<string, Texts>;
  /** Outputs of steps that are not played, by step and name. */
  steps: ReadonlyMap<string, Texts>;
  /** Values that the combination of the matrix must have. */
  matrix: Texts;
}

/** An option does not fit the workflow. */
export class WrongOption extends HookError {
  override readonly name = 'WrongOption';
}
