/** The edge of `npm start`: arguments, terminal, signals, exit code. The rest is test/demo. */
import { runDemo } from '../demo/demo.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    controller.abort();
  });
}

void runDemo({
  args: process.argv.slice(2),
  print: (line) => {
    console.log(line);
  },
  complain: (line) => {
    console.error(line);
  },
  colour: process.stdout.isTTY && !process.env['NO_COLOR'],
  signal: controller.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
