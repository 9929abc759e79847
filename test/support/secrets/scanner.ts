/** Looks for planted secrets inside of an environment, as long as it lives (see README.md there). */
import { join } from 'node:path';
import { createFindings, type Found, type Place } from './findings.ts';
import { nameOf } from './name-of.ts';
import { readFiles, type SeeFile } from './read-files.ts';
import { recordsFolder } from './record-arguments.ts';
import { seeAll, watchContainers } from './watch-containers.ts';
import { watchFolders } from './watch-folders.ts';
import { watchProcesses } from './watch-processes.ts';

/** How a test uses the scanner inside. */
export interface ScannerControl {
  /** Sees the files that come and go in a folder, too. */
  watch(folder: string): Promise<void>;
  /** Reads every file and asks docker; what was found since the last time. */
  scan(): Promise<Found>;
}

export const scannerMethods = ['watch', 'scan'] satisfies (keyof ScannerControl)[];

export interface ScannerOptions {
  directory: string;
  /** Of the daemon. */
  socket: string;
  /** The runner's key; it is no secret, but no container may have it. */
  accessKeyId: string;
}

/** Milliseconds: a daemon that a test has stopped does not answer. */
const patience = 2000;

/** Read as arguments, and programs: binaries of 100 MB, and copies of this project's own. */
const elsewhere = new RegExp(`/(${recordsFolder}|externals|worker)$`);

export function startScanner({ directory, socket, accessKeyId }: ScannerOptions): ScannerControl {
  const findings = createFindings();
  const seeFile =
    (where: Place['in']): SeeFile =>
    (of, content, isPrivate) => {
      findings.look({ in: where, of, isPrivate }, content);
    };
  const seeArguments: SeeFile = (_path, content) => {
    const argv = ['docker', ...content.toString().split('\n')];
    findings.look({ in: 'arguments', of: nameOf(argv) }, content);
  };
  const seeDescription = (of: string, json: string) => {
    findings.look({ in: 'description', of }, json);
    if (json.includes(accessKeyId)) findings.report(`access key id: in the description of ${of}`);
  };
  const folders = watchFolders(seeFile('passing file'));
  watchProcesses(({ argv, environment }) => {
    const of = nameOf(argv);
    findings.look({ in: 'arguments', of }, argv.join('\n'));
    if (environment !== undefined)
      findings.look({ in: 'environment of a process in a container', of }, environment);
  });
  void watchContainers(socket, seeDescription, new AbortController().signal);

  return {
    watch: async (folder) => {
      folders.add(folder);
    },
    async scan() {
      await seeAll(socket, seeDescription, AbortSignal.timeout(patience));
      readFiles(join(directory, recordsFolder), seeArguments);
      readFiles(directory, seeFile('file'), (folder) => !elsewhere.test(folder));
      return findings.take();
    },
  };
}
