import {
  buildArgs,
  connectionArgs,
  createArgs,
  eventArgs,
  labelArgs,
  pullArgs,
  runArgs,
} from './args.ts';
import { createCli, type CaptureOptions, type CliOptions } from './cli.ts';
import type { Docker, Listed, ListKind } from './docker.ts';
import { DockerError, checkContainer, unlessGone } from './docker-error.ts';
import { execArgs } from './exec-args.ts';
import { parseImage, parseInspect } from './inspect.ts';
import { lastLines } from './output.ts';

const containerList = ['container', 'ls', '--all', '--no-trunc', '--format'];

const listArgs: Record<ListKind, readonly string[]> = {
  container: [...containerList, '{{.ID}} {{.Names}}'],
  network: ['network', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Name}}'],
  image: ['image', 'ls', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'],
};

/** What docker's client ends with when it cannot ask any more how a command ended (docker/cli, `getExecExitStatus`). */
const daemonLost = 255;

/** All operations, on top of the one door to the docker client. */
export function createClient(options: CliOptions): Docker {
  const cli = createCli(options);
  const capture = (args: readonly string[], options?: CaptureOptions) =>
    cli.capture(() => args, { operation: `docker ${args.slice(0, 2).join(' ')}`, ...options });
  const removeAll = async (command: readonly string[], ids: readonly string[]) => {
    if (ids.length > 0)
      await capture([...command, ...ids], { operation: `docker ${command[0]} rm` });
  };
  const list = async (args: readonly string[], labels: readonly string[]) => {
    const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
    const output = await capture([...args, ...filters]);
    return output.split('\n').filter(Boolean).map(parseListed);
  };
  const inspect: Docker['inspect'] = async (containers) => {
    if (containers.length === 0) return [];
    const output = await unlessGone(capture(['container', 'inspect', '--', ...containers]));
    if (output !== undefined) return parseInspect(output);
    if (containers.length === 1) return [undefined];
    // docker fails for all when one is gone.
    return (await Promise.all(containers.map((id) => inspect([id])))).flat();
  };
  const readFile: Docker['readFile'] = (container, path) =>
    capture(['cp', '--follow-link', `${container}:${path}`, '-']);
  return {
    pull: async (image, { platform, ...options }) => {
      const operation = `docker pull ${image}`;
      await capture(pullArgs(image, platform), { operation, authenticated: true, ...options });
    },
    findImage: async (image) => {
      const found = await unlessGone(capture(['image', 'inspect', '--', image]));
      return found === undefined ? undefined : parseImage(found);
    },
    login: async (host, { username, password }, config) => {
      const args = [
        'login',
        '--username',
        username,
        '--password-stdin',
        ...(host ? ['--', host] : []),
      ];
      const operation = `docker login ${host ?? 'docker.io'}`;
      await capture(args, { operation, config, input: password, authenticated: true });
    },
    build: (spec, config) =>
      cli.stream(() => buildArgs(spec), {
        operation: 'docker build',
        config,
        authenticated: true,
        oneStream: true,
      }),
    create: async (spec, config) => {
      const operation = `docker create ${spec.image}`;
      const options = { operation, hint: checkContainer, config, containerEnv: spec.env };
      const patient = true;
      const output = await cli.capture((env) => createArgs(spec, env), { ...options, patient });
      return output.trim();
    },
    start: async (container, image) => {
      await capture(['start', '--', container], {
        operation: `docker start of ${image}`,
        hint: checkContainer,
      });
    },
    run: (spec, config, onAbort) =>
      cli.stream((env) => runArgs(spec, env), {
        operation: `docker run ${spec.image}`,
        config,
        containerEnv: spec.env,
        onAbort,
      }),
    exec: async (spec, env, onAbort) => {
      const exitCode = await cli.stream((envArgs) => execArgs(spec, envArgs), {
        operation: 'docker exec',
        containerEnv: env,
        onAbort,
      });
      if (exitCode === daemonLost)
        options.onDoubt?.(
          "docker exec ended with exit code 255. Either the step did, or docker's client has lost the daemon, of which it says nothing: look at the log of dockerd.",
        );
      return exitCode;
    },
    execAsRoot: (container, command, signal) =>
      capture(['exec', '--user', '0', '--', container, ...command], {
        operation: 'docker exec',
        signal,
      }),
    inspect,
    watchEvents: async (filter, onEvent, signal) => {
      await capture(eventArgs(filter), { onLine: onEvent, signal });
    },
    watchConnections: async (network, onConnect, signal) => {
      await capture(connectionArgs(network), { onLine: onConnect, signal });
    },
    hasFile: (container, path) =>
      readFile(container, path).then(
        () => true,
        (error: unknown) => {
          if (isMissingFile(error)) return false;
          throw error;
        },
      ),
    readFile,
    logs: (container, lastBytes) =>
      capture(['logs', '--details', '--tail', lastLines, '--', container], { lastBytes }),
    list: (kind, labels) => list(listArgs[kind], labels),
    listContainers: async (labels, asked) => {
      // In JSON, since an image may give its containers labels with line breaks.
      const values = asked.map((label) => `{{json (.Label "${label}")}}`);
      const format = `{{.ID}} {{.Names}} [${values.join(',')}]`;
      const found = await list([...containerList, format], labels);
      return found.map(({ id, name: rest }) => {
        const [name = ''] = rest.split(' ', 1);
        return { id, name, values: JSON.parse(rest.slice(name.length)) as string[] };
      });
    },
    removeContainers: (ids) => removeAll(['container', 'rm', '--force', '--volumes', '--'], ids),
    createNetwork: async (name, labels) => {
      await capture(['network', 'create', ...labelArgs(labels), '--', name], { patient: true });
    },
    removeNetworks: (ids) => removeAll(['network', 'rm', '--'], ids),
    removeImages: (ids) => removeAll(['image', 'rm', '--force', '--no-prune', '--'], ids),
  };
}

/** docker 20.10 says "No such container:path", later ones the other (docker/cli and moby, `docker cp`). */
function isMissingFile(error: unknown): boolean {
  if (!(error instanceof DockerError)) return false;
  return (
    error.reason === 'not-found' || /could not find the file|no such container/i.test(error.stderr)
  );
}

function parseListed(line: string): Listed {
  const separator = line.indexOf(' ');
  return { id: line.slice(0, separator), name: line.slice(separator + 1) };
}
