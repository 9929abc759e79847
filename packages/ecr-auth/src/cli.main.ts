/** The edge of ecr-auth: arguments, output, exit code. */
import { main } from './cli/main.ts';

main(process.argv.slice(2)).then((exitCode) => {
  // Not process.exitCode: a connection that hangs must not keep the caller waiting. Output to a pipe
  // may still be on its way, so the exit waits for an empty write to come after it.
  process.stdout.write('', () => process.exit(exitCode));
});
