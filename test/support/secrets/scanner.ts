/** Looks for planted secrets inside of an environment, as long as it lives. */
import { join } from 'node:path';
import { isAllowed } from './allowed-places.ts';
import { createFindings, type Found, type Place } from './findings.ts';
import { nameOf } from './name-of.ts';
import { readFiles, type SeeFile } from './read-files.ts';
import { recordsFolder } from './record-arguments.ts';
import { seeAll, watchContainers, type SeeDescription } from './watch-containers.ts';
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

/** Those of a process in a container. */
interface Variables {
  container: string;
  argv: readonly string[];
  environment: string;
}

/** Read as arguments, and programs: binaries of 100 MB, and copies of this project's own. */
const elsewhere = new RegExp(`/(${recordsFolder}|externals|worker)$`);

export function startScanner({ directory, socket, accessKeyId }: ScannerOptions): ScannerControl {
  const findings = createFindings();
  const containers = new Map<string, string>();
  const seeFile =
    (where: Place['in']): SeeFile =>
    (of, content, isPrivate) => {
      findings.look({ in: where, of, isPrivate }, content);
    };
  const seeArguments: SeeFile = (_path, content) => {
    const argv = ['docker', ...content.toString().split('\n')];
    findings.look({ in: 'arguments', of: nameOf(argv) }, content);
  };
  const seeDescription: SeeDescription = (kind, id, json) => {
    const { Name: name = '' } = JSON.parse(json) as { Name?: string };
    if (name) containers.set(id, name.slice(1));
    const place: Place = { in: 'description', of: `${kind} ${name.slice(1) || id.slice(0, 12)}` };
    findings.look(place, json);
    if (json.includes(accessKeyId) && !isAllowed(place, 'AWS secret access key'))
      findings.report(`AWS access key id: in the description of ${place.of}`);
  };

  const lookAtVariables = ({ container, argv, environment }: Variables) => {
    const name = containers.get(container) ?? container.slice(0, 12);
    const of = `container ${name}: ${nameOf(argv)}`;
    findings.look({ in: 'environment of a process in a container', of }, environment);
  };
  /** Of containers that docker has not described yet. */
  let early: Variables[] = [];

  const watch = watchFolders(seeFile('passing file'));
  void watchContainers(socket, seeDescription);
  watchProcesses(({ argv, contained }) => {
    findings.look({ in: 'arguments', of: nameOf(argv) }, argv.join('\n'));
    if (!contained) return;
    const variables = { ...contained, argv };
    if (containers.has(contained.container)) lookAtVariables(variables);
    else early.push(variables);
  });
  return {
    watch: async (folder) => {
      watch(folder);
    },
    async scan() {
      await seeAll(socket, seeDescription);
      early.forEach(lookAtVariables);
      early = [];
      readFiles(join(directory, recordsFolder), seeArguments);
      readFiles(directory, seeFile('file'), (folder) => !elsewhere.test(folder));
      return findings.take();
    },
  };
}
