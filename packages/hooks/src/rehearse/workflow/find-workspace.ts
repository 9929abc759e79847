import { homedir } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { WrongOption } from '../given.ts';
import { findTopLevel } from './git-folder.ts';

/** Where a workflow file belongs. */
export interface Place {
  /** The folder whose copy becomes the workspace. */
  workspace: string;
  /** The clone that the file lies in. */
  topLevel: string | undefined;
  /** Path of the file in its repository. */
  path: string;
}

/**
 * The workspace that fits a workflow: the clone it is part of, else the folder around it.
 * @throws WrongOption when that would be somebody's whole home directory
 */
export function findPlace(file: string, given: string | undefined): Place {
  const folder = dirname(resolve(file));
  const topLevel = findTopLevel(folder);
  const around = topLevel ?? folder.replace(/(?<=.)\/\.github\/workflows$/, '');
  if (given === undefined && topLevel === undefined && around === homedir()) {
    throw new WrongOption(`${file} lies in the home directory, which is not copied.`, {
      hint: 'Give the folder that becomes the workspace with --workspace.',
    });
  }
  return {
    workspace: given === undefined ? around : resolve(given),
    topLevel,
    path: relative(around, resolve(file)),
  };
}
