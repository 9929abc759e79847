/** Questions about the user's own `options`, which docker gets as they are. */

/** The platform to pull for; docker's own choice when undefined. */
export function platformOf(options: readonly string[]): string | undefined {
  return flagValues(options, ['--platform']).at(-1);
}

/** A network the user asks for, which then replaces the job's. */
export function networkOf(options: readonly string[]): string | undefined {
  const value = flagValues(options, ['--network', '--net']).at(-1);
  return value === undefined ? undefined : (advancedField(value, 'name') ?? value);
}

/** Aliases that the user gives, also in the long form `--network name=x,alias=y`. */
export function aliasesOf(options: readonly string[]): string[] {
  const networks = flagValues(options, ['--network', '--net']);
  return [
    ...flagValues(options, ['--network-alias', '--net-alias']),
    ...networks.flatMap((value) => advancedField(value, 'alias') ?? []),
  ];
}

/** What the user calls a container; newer daemons also know it by its host name (moby, `buildEndpointDNSNames`). */
export function namesOf(options: readonly string[]): string[] {
  return [...flagValues(options, ['--name', '--hostname', '-h']), ...aliasesOf(options)];
}

/** docker refuses aliases on these (docker docs, "docker network connect"). */
export function takesAliases(network: string | undefined): boolean {
  return network !== undefined && !/^(host|bridge|none|default|container:.*)$/.test(network);
}

/** Values that the options give to a flag, in any of its names: `--flag value` or `--flag=value`. */
function flagValues(options: readonly string[], names: readonly string[]): string[] {
  return options.flatMap((token, index) => {
    const name = names.find((flag) => token === flag || token.startsWith(`${flag}=`));
    if (name === undefined) return [];
    const value = token === name ? options[index + 1] : token.slice(name.length + 1);
    return value === undefined ? [] : [value];
  });
}

function advancedField(value: string, field: string): string | undefined {
  const entry = value.split(',').find((part) => part.startsWith(`${field}=`));
  return entry?.slice(field.length + 1);
}
