/** The edge of `npm start`: arguments, terminal, signals, exit code. The rest is test/demo. */
import { runDemo } from '../demo/demo.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
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
  width: Math.max(40, Math.min(process.stdout.columns ?? 80, 120)),
  user: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
  signal: controller.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
