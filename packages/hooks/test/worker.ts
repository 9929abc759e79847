/** A `/proc` and a `_diag` folder as a running job has them, laid out in a folder. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeWorker extends Disposable {
  proc: string;
  diag: string;
  /** Pid of the Worker. */
  pid: number;
  addProcess(pid: number, name: string, parent: number): void;
  /** A file of `_diag`. */
  writePage(name: string, content: string | Buffer): void;
  /** The Worker's only open log. */
  openPage(name: string, content: string | Buffer): void;
}

export function createFakeWorker(): FakeWorker {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  const proc = join(folder, 'proc');
  const diag = join(folder, '_diag');
  const pid = 500;
  const descriptors = join(proc, String(pid), 'fd');
  const addProcess = (number: number, name: string, parent: number) => {
    const own = join(proc, String(number));
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'comm'), `${name}\n`);
    writeFileSync(join(own, 'stat'), `${String(number)} (${name}) S ${String(parent)} 1 1 0 -1`);
  };
  addProcess(pid, 'Runner.Worker', 1);
  mkdirSync(descriptors);
  mkdirSync(diag);
  symlinkSync('/dev/null', join(descriptors, '0'));
  symlinkSync('socket:[4711]', join(descriptors, '3'));
  const writePage = (name: string, content: string | Buffer) => {
    writeFileSync(join(diag, name), content);
  };
  return {
    proc,
    diag,
    pid,
    addProcess,
    writePage,
    openPage: (name, content) => {
      writePage(name, content);
      rmSync(join(descriptors, '99'), { force: true });
      symlinkSync(join(diag, name), join(descriptors, '99'));
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

const before = `[2026-11-20 19:00:00Z INFO HostContext] Well known directory 'Bin': '/r/bin'
[2026-11-20 19:00:00Z INFO Worker] Message received.
`;
const after = '[2026-11-20 19:00:01Z INFO JobRunner] Current culture: ""\n';

/** A page that begins with a job message (actions/runner, `Worker.cs`). */
export function pageOf(message: object | string): string {
  const text = typeof message === 'string' ? message : JSON.stringify(message, undefined, 2);
  return `${before}[2026-11-20 19:00:00Z INFO Worker] Job message:\n ${text}\n${after}`;
}

/** A job message with these services, as the runner's serializer writes it, and what surrounds them. */
export function messageOf(services: unknown, github: object = { run_id: '42' }): object {
  const entries = Object.entries(github).map(([k, v]) => ({ k, v: v as unknown }));
  return {
    messageType: 'PipelineAgentJobRequest',
    jobContainer: null,
    ...(services === undefined ? {} : { jobServiceContainers: services }),
    variables: { 'system.github.job': { value: 'build' } },
    contextData: { github: { t: 2, d: entries }, matrix: null },
    steps: [],
  };
}

/** A mapping without positions: keys and values are bare. */
export function mapping(entries: Readonly<Record<string, unknown>>): object {
  const map = Object.entries(entries).map(([Key, Value]) => ({ Key, Value }));
  return { type: 2, ...(map.length > 0 ? { map } : {}) };
}

/** `services:` with just images. */
export function servicesOf(images: Readonly<Record<string, unknown>>): object {
  const services = Object.entries(images).map(([key, image]) => [key, mapping({ image })] as const);
  return mapping(Object.fromEntries(services));
}
