/** The edge of the command `hooks`: arguments, output, exit code. */
import { main } from './cli/main.ts';
import { codeOf, messageOf } from './errors.ts';

// A reader such as `head` may have had enough; nothing else may pass for an answer of the command.
process.stdout.on('error', (error) => {
  if (codeOf(error) === 'EPIPE') return;
  process.stderr.write(`hooks: The output cannot be written: ${messageOf(error)}.\n`);
  process.exit(2);
});

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
