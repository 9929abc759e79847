import type { Output } from './docker/engine-frames.ts';

/** What the process gives the hook; hook.ts is the only file that touches `process`. */
export interface Edge {
  readStdin: () => Promise<string>;
  write: (text: string) => void;
  /** Where steps write to. */
  output: Output;
  newToken: () => string;
  /** No other call on this machine has it. */
  callId: string;
  /** Release of the hook. */
  version: string;
  env: NodeJS.ProcessEnv;
  /** The process that started the hook: the runner's Worker. */
  parentPid: number;
  architecture: string;
  /** Aborted by the runner's cancel signals. */
  signal: AbortSignal;
}
