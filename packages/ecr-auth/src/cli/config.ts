import { dockerConfigDirectory, readConfigFile, writeConfigFile } from '../docker/config-file.ts';
import { checkConfig, mergeConfig } from '../docker/merge-config.ts';
import { expandRegistrySpec, splitRegistryList } from '../docker/registry-spec.ts';
import { EcrAuthError } from '../errors.ts';
import type { Command, ExitCode } from './main.ts';
import type { Output } from './output.ts';
import { flag, text, texts } from './values.ts';

/** Makes the docker config that HOOK_DOCKER_CONFIG names, or adds to one. */
export const config: Command = {
  definition: {
    meta: {
      name: 'config',
      description:
        'Write the registries into config.json of docker: who asks for credentials. Everything else in it stays.',
    },
    args: {
      registry: {
        type: 'string',
        description:
          'Account at regions (123456789012@eu-west-1,us-east-1), a registry host, or public. Repeatable. Default: those in ECR_REGISTRIES.',
        valueHint: 'SPEC',
      },
      helper: {
        type: 'string',
        description: 'Credential helper: ecr-auth (default) or ecr-login.',
        valueHint: 'NAME',
      },
      config: {
        type: 'string',
        description: 'Docker config directory. Default: DOCKER_CONFIG, else ~/.docker.',
        valueHint: 'DIR',
      },
      check: {
        type: 'boolean',
        description:
          'Write nothing; exit code 1 if the file is not as it would be written or, without a registry, not a docker config.',
      },
      print: { type: 'boolean', description: 'Write nothing; print the file as it would be.' },
      json: {
        type: 'boolean',
        description: 'Print what was done, or is wrong, as one JSON object.',
      },
    },
  },
  repeatable: ['registry'],
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
