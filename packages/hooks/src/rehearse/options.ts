import type { Given } from './given.ts';

export interface RehearseOptions {
  file: string;
  job: string | undefined;
  workspace: string | undefined;
  /** Path of the hook, and the node that runs it. */
  hook: { path: string; node: string };
  given: Given;
  /** The `.env` file of a runner. */
  envFile: ReadonlyMap<string, string>;
  /** Only looks at the workflow. */
  planOnly: boolean;
  keep: boolean;
}
