import { join } from 'node:path';
import { projectFolder } from './project.ts';

export type NodeVersion = 'node20' | 'node24';

/** The nodes that runners bring along, out of npm packages. */
export function bundledNode(version: NodeVersion): string {
  return join(projectFolder(), `node_modules/${version}-${process.arch}/bin/node`);
}
