import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findProgram, searchPath } from './programs.ts';

export interface NodeExporter extends AsyncDisposable {
  /** What it serves to Prometheus. */
  metrics(): Promise<string>;
}

/** Starts Debian's node_exporter on a free port of loopback, with its textfile collector alone. */
export async function startNodeExporter(directory: string): Promise<NodeExporter> {
  const name = 'prometheus-node-exporter';
  const program = findProgram(name, searchPath(process.env['PATH']));
  if (program === undefined) {
    throw new Error(`This test needs ${name}: run \`node setup.js --test-packages\`.`);
  }
  const child = spawn(
    program,
    [
      ...['--collector.disable-defaults', '--collector.textfile'],
      ...[`--collector.textfile.directory=${directory}`, '--web.listen-address=127.0.0.1:0'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'close');
  const address = await findAddress(child.stderr);
  child.stderr.resume();
  return {
    metrics: async () => (await fetch(`http://${address}/metrics`)).text(),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

async function findAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    said.push(line);
    const [, address] = /Listening on.*address=(127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`node_exporter does not serve: ${said.join('\n')}`);
}
