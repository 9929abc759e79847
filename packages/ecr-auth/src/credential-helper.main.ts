/** The edge of docker-credential-ecr-auth: arguments, stdin, stdout, exit code. */
import { readFileSync, writeSync } from 'node:fs';
import { handle } from './credential-helper.ts';

const answer = handle(process.argv.slice(2), {
  readInput: () => readFileSync(0, 'utf8'),
  warn: (line) => writeSync(2, `ecr-auth: ${line}\n`),
});

answer.then(({ exitCode, stdout }) => {
  if (stdout !== '') writeSync(1, `${stdout}\n`);
  // Not process.exitCode: a connection that hangs must not keep docker waiting.
  process.exit(exitCode);
});
