export function releaseCommand(script: string): [string, ...string[]];
