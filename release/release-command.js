/**
 * The command of the script `release` that makes the version, as argv: the last one, after the checks.
 *
 * @param {string} script
 */
export function releaseCommand(script) {
  const command = script.split(' && ').at(-1).split(' ');
  if (!command.some((word) => word.startsWith('lerna@')))
    throw new Error(`The script "release" does not end with lerna: ${script}`);
  return command;
}
