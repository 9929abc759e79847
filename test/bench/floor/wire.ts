/** The runner's requests, as far as the floor looks at them. */
export interface Container {
  image: string;
  entryPoint: string | null;
  entryPointArgs: readonly string[] | null;
  workingDirectory: string | null;
  environmentVariables: Readonly<Record<string, string | null>>;
  portMappings: readonly string[];
  systemMountVolumes: readonly Mount[];
  userMountVolumes: readonly Mount[];
}

export interface Mount {
  sourceVolumePath: string;
  targetVolumePath: string;
  readOnly: boolean;
}

export interface ScriptStep {
  entryPoint: string;
  entryPointArgs: readonly string[];
  workingDirectory: string;
  environmentVariables: Readonly<Record<string, string | null>>;
  prependPath: readonly string[];
}

export interface PrepareJob {
  container: Container | null;
  services: readonly Container[];
}

export interface State {
  version: 1;
  network: string;
  container?: string | undefined;
  services: readonly string[];
  imagePath?: string | undefined;
}

/** Words of a command line; those of the benchmark have neither quotes nor two spaces. */
export function words(fragments: readonly string[] | null): string[] {
  return (fragments ?? []).join(' ').split(' ').filter(Boolean);
}

export function envEntries(env: Readonly<Record<string, string | null>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`);
}
