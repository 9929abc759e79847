import { dockerConfigDirectory, readConfigFile, writeConfigFile } from '../docker/config-file.ts';
import { checkConfig, mergeConfig } from '../docker/merge-config.ts';
import { expandRegistrySpec, splitRegistryList } from '../docker/registry-spec.ts';
import { EcrAuthError } from '../errors.ts';
import type { Command, ExitCode } from './main.ts';
import type { Output } from './output.ts';
import { flag, text, texts } from './values.ts';

const help = `ecr-auth config: writes registries into the config.json of docker.

Usage: ecr-auth config [OPTIONS]

Options:
  --registry SPEC  account at regions (123456789012@eu-west-1,us-east-1), a
                   registry host, or public; repeatable
                   (default: those in ECR_REGISTRIES)
  --helper NAME    ecr-auth or ecr-login (default: ecr-auth)
  --config DIR     docker config directory
                   (default: DOCKER_CONFIG, else ~/.docker)
  --check          write nothing; say whether it is as it would be written or,
                   without a registry, whether it is a docker config
  --print          write nothing; print the file as it would be
  --json           print one JSON object
  --help           print this text

Exit codes:
  0  it is as it should be, or was written; everything else in it stays
  1  it failed; with --check: it is not as it should be
  2  called wrongly

Examples:
  ecr-auth config --registry 123456789012@eu-west-1 --registry public
  ecr-auth config --check --config /etc/ecr-runner-hooks

Documentation: docs/ecr-auth.md`;

/** Makes the docker config that HOOK_DOCKER_CONFIG names, or adds to one. */
export const config: Command = {
  help,
  options: {
    registry: 'texts',
    helper: 'text',
    config: 'text',
    check: 'flag',
    print: 'flag',
    json: 'flag',
  },
  async run(values, output) {
    const given = texts(values, 'registry');
    const specs = given.length > 0 ? given : splitRegistryList(process.env['ECR_REGISTRIES'] ?? '');
    if (specs.length === 0 && !flag(values, 'check'))
      throw usage('No registry is given.', 'Give --registry once or more, or set ECR_REGISTRIES.');
    const helper = text(values, 'helper') ?? 'ecr-auth';
    if (!['ecr-auth', 'ecr-login'].includes(helper))
      throw usage(`--helper is ${JSON.stringify(helper)}.`, 'It is ecr-auth or ecr-login.');
    const hosts = [...new Set(specs.flatMap(expandRegistrySpec))];
    const directory = dockerConfigDirectory(process.env, text(values, 'config'));
    const { path, config } = readConfigFile(directory);
    const json = flag(values, 'json');

    if (flag(values, 'check')) {
      const problems = config
        ? checkConfig(config, { hosts, helper })
        : [`There is no ${path}.`, ...checkConfig({}, { hosts, helper })];
      return reportCheck({ path, problems }, json, output);
    }
    const merged = mergeConfig(config ?? {}, { hosts, helper });
    if (flag(values, 'print')) {
      output.print(JSON.stringify(merged.config, undefined, '\t'));
      return 0;
    }
    const { changes, warnings } = merged;
    const written = config === undefined || changes.length > 0;
    if (written) writeConfigFile(path, merged.config);
    if (json) output.print(JSON.stringify({ path, written, changes, warnings }, undefined, 2));
    else {
      for (const warning of warnings) output.note(warning);
      for (const change of changes) output.print(change);
      output.print(written ? `${path} was written.` : `${path} is as it should be.`);
    }
    return 0;
  },
};

interface Checked {
  path: string;
  problems: readonly string[];
}

function reportCheck({ path, problems }: Checked, json: boolean, output: Output): ExitCode {
  const ok = problems.length === 0;
  if (json) output.print(JSON.stringify({ path, ok, problems }, undefined, 2));
  else {
    for (const problem of problems) output.print(problem);
    output.print(ok ? `${path} is as it should be.` : `${path} is not as it should be.`);
  }
  return ok ? 0 : 1;
}

function usage(message: string, hint: string): EcrAuthError {
  return new EcrAuthError(message, { reason: 'usage', hint });
}
