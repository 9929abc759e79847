import { readFileSync } from 'node:fs';

/** What one docker process was given, as test/fake-docker.js recorded it. */
export interface Call {
  program: string;
  argv: string[];
  env: Record<string, string>;
  envFile?: string[];
  stdin: string;
  stdinIs: string;
  /** stdout and stderr are one. */
  oneStream: boolean;
  /** `config.json` of its DOCKER_CONFIG, at the moment of the call. */
  config?: unknown;
}

/** All that were recorded, in their order. */
export function readCalls(file: string): Call[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call);
}

/** A docker call in a word or two: the command and what it is about. */
export function outline({ argv }: Call): string {
  const [command = '', second = ''] = argv;
  if (['container', 'network', 'image'].includes(command)) return `${command} ${second}`;
  const subject = argv[argv.indexOf('--') + 1] ?? '';
  return ['pull', 'create', 'run'].includes(command)
    ? `${command} ${subject}`
    : command === 'login'
      ? `login ${argv.at(-1) ?? ''}`
      : command;
}
