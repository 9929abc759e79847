/** The edge of the command `hooks`: arguments, output, exit code. */
import { main } from './cli/main.ts';

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
